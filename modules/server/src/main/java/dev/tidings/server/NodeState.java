package dev.tidings.server;

import dev.tidings.hub.Hub;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.LogHealth;
import dev.tidings.server.cluster.HubTies;
import io.vertx.core.Future;

/** Where a node is between its start and its end. Thread-safe because its fields are volatile or safe themselves. */
final class NodeState {

    /** How it is, in a word for machines and a sentence for people. */
    record Readiness(boolean ready, String status, String detail) {}

    private final ChannelLog log;
    private final Hub hub;
    private final HubTies ties;
    private final int minimumNodes;
    private volatile boolean joined;
    private volatile boolean listening;
    private volatile boolean draining;

    /** @param minimumNodes how many nodes must have been members together before this one is ready */
    NodeState(ChannelLog log, Hub hub, HubTies ties, int minimumNodes) {
        this.log = log;
        this.hub = hub;
        this.ties = ties;
        this.minimumNodes = minimumNodes;
    }

    HubTies ties() {
        return ties;
    }

    Hub hub() {
        return hub;
    }

    ChannelLog log() {
        return log;
    }

    /** Clients are served from now on. */
    void listening() {
        listening = true;
    }

    /** No new clients from now on. */
    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** Whether a load balancer should send clients here. Completes on the hub's loop, within its time limits. */
    Future<Readiness> readiness() {
        if (draining) {
            return Future.succeededFuture(new Readiness(false, "draining", "the node is going down"));
        }
        if (!listening) {
            return Future.succeededFuture(new Readiness(false, "starting", "the node is starting"));
        }
        int nodes = ties.nodes().getAsInt();
        if (nodes >= minimumNodes) {
            joined = true;
        } else if (!joined) {
            return Future.succeededFuture(new Readiness(
                    false, "starting", nodes + " of at least " + minimumNodes + " nodes are members of the cluster"));
        }
        LogHealth health = log.health();
        if (!health.readable() || !health.writable()) {
            return Future.succeededFuture(new Readiness(false, "degraded", health.detail()));
        }
        return hub.isReady()
                .map(ready -> ready
                        ? new Readiness(true, "ok", "")
                        : new Readiness(false, "degraded", "the log does not answer"));
    }
}
