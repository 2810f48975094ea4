package dev.tidings.poller;

import dev.tidings.hub.Appender;
import dev.tidings.log.Fence;
import dev.tidings.model.ChannelName;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One source on one node: its lease, and its work while the lease is held. Owned by its event loop. */
final class Source implements Lease.Holder {

    private static final Logger LOG = LoggerFactory.getLogger(Source.class);

    private final ChannelName target;
    private final Work work;
    private final Appender log;
    private final SourceCounters counters;
    private @Nullable Lease lease;

    Source(ChannelName target, Work work, Appender log, SourceCounters counters) {
        this.target = target;
        this.work = work;
        this.log = log;
        this.counters = counters;
    }

    /** Begins to compete for the lease, which tells this source; once. */
    void start(Lease own) {
        lease = own;
        own.start();
    }

    /** Ends the work and gives the lease back. */
    Future<Void> stop() {
        work.end();
        return lease == null ? Future.succeededFuture() : lease.stop();
    }

    @Override
    public void taken(Fence fence) {
        work.end();
        LOG.info("source {} is run by this node, token {}", counters.name(), fence.token());
        Lease own = lease;
        if (own != null) {
            work.begin(new Term(fence, target, log, own, counters));
        }
    }

    @Override
    public void lost() {
        work.end();
        LOG.info("source {} is no longer run by this node", counters.name());
    }
}
