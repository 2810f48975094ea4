package dev.tidings.socket.engineio;

/**
 * When a client is asked for a sign of life, and when it has owed one for too long. Owned by its session's event loop. Times
 * are milliseconds of the loop's clock.
 *
 * <p>The pings are an interval apart, whenever the answers come: a client counts its own time from the last packet that it
 * was sent, and must not be kept waiting by what it sends itself.
 */
final class Heartbeat {

    private final EngineSettings settings;

    /** When the next ping is due; while an answer is owed, when the last one was. */
    private long dueMillis;

    private boolean awaited;

    /** What is to be done. */
    enum Step {
        NOTHING,
        PING,
        END
    }

    Heartbeat(EngineSettings settings, long nowMillis) {
        this.settings = settings;
        this.dueMillis = nowMillis + settings.pingIntervalMillis();
    }

    /** What is to be done now; a ping is taken for sent. */
    Step look(long nowMillis) {
        if (awaited) {
            return isOverdue(nowMillis) ? Step.END : Step.NOTHING;
        }
        if (nowMillis < dueMillis) {
            return Step.NOTHING;
        }
        awaited = true;
        // a loop that stood still doesn't take its own pause for the client's: half the time at least is left
        dueMillis = Math.max(dueMillis, nowMillis - settings.pingTimeoutMillis() / 2);
        return Step.PING;
    }

    /** Whether the client owes an answer for too long. */
    boolean isOverdue(long nowMillis) {
        return awaited && nowMillis - dueMillis >= settings.pingTimeoutMillis();
    }

    /** Whether the client owes an answer. */
    boolean isAwaited() {
        return awaited;
    }

    /** The client lives. */
    void heard() {
        if (awaited) {
            awaited = false;
            dueMillis += settings.pingIntervalMillis();
        }
    }

    /** The client isn't read: it may have answered. */
    void unread(long nowMillis) {
        if (awaited) {
            dueMillis = nowMillis;
        }
    }
}
