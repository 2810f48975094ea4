package dev.tidings.log.embedded;

import dev.tidings.log.LogHealth;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the log takes appends, and why not. Thread-safe because its state is one immutable value, replaced under its
 * lock (rarely: never for an append or a read that goes well). It only gets worse,
 * but for a full store that has room again.
 */
final class LogStatus {

    /** From well to worst. */
    enum Kind {
        WELL,
        /** No appends until there is room. */
        FULL,
        /** No appends: bytes before the durable end are not what was written. */
        DAMAGED,
        /** No appends: nobody knows what the last write left behind. */
        POISONED,
        /** Nothing at all. */
        CLOSED
    }

    private record State(Kind kind, String detail) {}

    private static final Logger LOG = LoggerFactory.getLogger(LogStatus.class);

    private volatile State state = new State(Kind.WELL, "");

    Kind kind() {
        return state.kind();
    }

    LogHealth health() {
        State now = state;
        return new LogHealth(now.kind() != Kind.CLOSED, now.kind() == Kind.WELL, now.detail());
    }

    /** Why no append is taken; null when they are. */
    @Nullable
    HubException refusal() {
        State now = state;
        return switch (now.kind()) {
            case WELL -> null;
            case FULL -> new HubException(ErrorCode.STORAGE_FULL, now.detail());
            default -> new HubException(ErrorCode.UNAVAILABLE, now.detail());
        };
    }

    boolean isClosed() {
        return kind() == Kind.CLOSED;
    }

    /** Whether it is of use to write: records, marks and snapshots. */
    boolean isSound() {
        return kind().compareTo(Kind.FULL) <= 0;
    }

    /** What the operator should know although all goes on. */
    synchronized void remark(String detail) {
        if (state.kind() == Kind.WELL) {
            state = new State(Kind.WELL, detail);
        }
    }

    synchronized void worsen(Kind kind, String detail) {
        if (state.kind().compareTo(kind) >= 0) {
            return;
        }
        state = new State(kind, detail);
        if (kind != Kind.CLOSED) {
            LOG.error("the log takes no more appends: {}", detail);
        }
    }

    /** There is room again. */
    synchronized void relieve() {
        if (state.kind() == Kind.FULL) {
            state = new State(Kind.WELL, "");
            LOG.info("the log takes appends again: there is room");
        }
    }
}
