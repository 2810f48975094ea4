package dev.tidings.poller;

import dev.tidings.hub.Appender;
import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.Fence;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.util.List;

/**
 * One term of ownership, in which a source writes to its target. Owned by its event loop.
 *
 * @param fence goes with every write
 * @param target the channel that the source feeds
 * @param log the way there
 * @param lease whose term it is
 * @param counters of the source
 */
record Term(Fence fence, ChannelName target, Appender log, Lease lease, SourceCounters counters) {

    /**
     * Writes the token to the target's partition: from then on no former owner writes there, and if that has been done by
     * a newer one, this node learns that it is one of the former.
     *
     * @return fails with {@code stale-owner}, or as an append does
     */
    Future<Void> confirm() {
        return log.append(new Append(target, List.of(), null, null, fence)).map(result -> {
            if (result instanceof AppendResult.StaleFence stale) {
                counters.refusedAsStale();
                lease.outrun(stale.highestToken());
                throw new HubException(ErrorCode.STALE_OWNER, "a newer owner has written");
            }
            return null;
        });
    }

    /** A write failed: if that was because of the token, the lease is looked into. */
    void failed(Throwable cause) {
        if (isStale(cause)) {
            counters.refusedAsStale();
            confirm().onFailure(Term::isStale);
        }
    }

    static boolean isStale(Throwable cause) {
        return cause instanceof HubException refusal && refusal.code() == ErrorCode.STALE_OWNER;
    }
}
