package dev.tidings.poller;

/** What a source does while its node owns it. Owned by its event loop. */
interface Work {

    /** Begins. Called once for each term, before {@link #end}. */
    void begin(Term term);

    /** Ends the term: nothing more is begun, and what is under way has no effect. Idempotent. */
    void end();
}
