package dev.tidings.verify;

/** A client of a run that receives. Owned by the run's event loop. */
interface Reader {

    void start();

    /** Disconnects and stays away. */
    void stop();
}
