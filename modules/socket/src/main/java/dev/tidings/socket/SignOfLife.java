package dev.tidings.socket;

import org.jspecify.annotations.Nullable;

/** When one client was asked for a sign of life, and what it owes. Owned by its session's event loop. */
final class SignOfLife {

    /** When it was last asked; before the first time, when it came. */
    private long askedMillis;

    private boolean awaited;
    private boolean owesAnswer;

    SignOfLife(long nowMillis) {
        this.askedMillis = nowMillis;
    }

    /**
     * Asks for one. Does not flush.
     *
     * @param heartbeat the message that asks, and is to be answered; null where the line is pinged
     */
    void ask(Line line, byte @Nullable [] heartbeat, long nowMillis) {
        askedMillis = nowMillis;
        awaited = true;
        if (heartbeat == null) {
            line.ping();
        } else {
            owesAnswer = true;
            line.write(heartbeat);
        }
    }

    /** Something came, whatever it says. */
    void given() {
        awaited = false;
    }

    /** Whether the answer that came was owed. */
    boolean answered() {
        boolean owed = owesAnswer;
        owesAnswer = false;
        return owed;
    }

    /** Whether nothing came since it was asked. */
    boolean isAwaited() {
        return awaited;
    }

    /** It has all its time once more, to be asked or to answer. */
    void waitAnew(long nowMillis) {
        askedMillis = nowMillis;
    }

    /** Whether it is time to ask, or the time to answer is over. */
    boolean isDue(SocketSettings settings, long nowMillis) {
        int wait = awaited ? settings.answerMillis() : settings.heartbeatMillis();
        return nowMillis - askedMillis >= wait;
    }
}
