package dev.tidings.poller;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** What is asked for a collection. On the source's loop. */
@FunctionalInterface
interface Upstream {

    /** What an upstream said of the state that it gave last (RFC 9110 §8.8). Immutable. */
    record Validators(@Nullable String entityTag, @Nullable String lastModified) {

        /** None. */
        static final Validators NONE = new Validators(null, null);

        boolean areThere() {
            return entityTag != null || lastModified != null;
        }
    }

    /** What an upstream answered. */
    sealed interface Answer {

        /** Everything. */
        record Whole(byte[] body, Validators validators) implements Answer {}

        /** Nothing changed. */
        record Unchanged() implements Answer {}

        /**
         * It wants to be left alone.
         *
         * @param retryAfterMillis for how long; 0 = not said
         */
        record Busy(int status, long retryAfterMillis) implements Answer {}
    }

    /**
     * Asks once, within its time limit.
     *
     * @param known what it said last, so that it can say that nothing changed
     * @return fails with an {@link UpstreamFault}
     */
    Future<Answer> ask(Validators known);
}
