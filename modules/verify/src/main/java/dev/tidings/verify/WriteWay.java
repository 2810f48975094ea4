package dev.tidings.verify;

import dev.tidings.model.Position;
import io.vertx.core.Future;

/** How a producer's writes reach the hub. Owned by the run's event loop. */
interface WriteWay {

    /** How long an answer is waited for, ms. */
    long LIMIT_MILLIS = 3_000;

    /** What it is called in figures. */
    String title();

    void start();

    /** Closes what it has open. */
    void stop();

    /**
     * Sends a write with its key.
     *
     * @return the position that the hub acknowledged; fails with {@link Refused} when the hub refuses for good, with anything
     *     else when it is to be repeated with the same key
     */
    Future<Position> send(Write write);

    /** The hub refused a write that it should have taken. */
    final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        Refused(String answer) {
            super(answer);
        }
    }

    /** Whether the same write may be taken later. */
    static boolean isPassing(int status) {
        return status == 429 || status == 503 || status == 504;
    }
}
