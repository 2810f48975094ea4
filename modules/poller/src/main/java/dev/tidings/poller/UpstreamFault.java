package dev.tidings.poller;

/**
 * Why an answer of an upstream is not taken: what was taken before stays. Immutable, without a stack trace, since it is an
 * everyday matter. Never holds anything that the upstream sent.
 */
final class UpstreamFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kinds of faults, which are labels of a metric. */
    enum Reason {
        /** The host can't be resolved, or leads to an address that is not permitted. */
        ADDRESS,
        /** No connection, or it broke. */
        CONNECTION,
        /** The answer was not there in time. */
        TIMEOUT,
        /** A status that is no answer. */
        STATUS,
        /** Larger than the limit. */
        TOO_LARGE,
        /** Not JSON, or cut short. */
        NOT_JSON,
        /** JSON that is not what the mapping expects, or does not fit the collection. */
        SHAPE,
        /** Too much of the collection would vanish. */
        VANISHED,
        /** The hub could not take it. */
        HUB
    }

    private final Reason reason;

    UpstreamFault(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
