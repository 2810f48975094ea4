package dev.tidings.log.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits for replicas on one connection. Owned by the log's loop. A wait covers all that was sent before it on the same
 * connection (only there is its answer true), so that those which come while one is under way share the next.
 */
final class ReplicaWait {

    private final Link link;
    private final RedisLogOptions.Replication replication;
    private List<Promise<Void>> next = new ArrayList<>();
    private boolean underWay;

    ReplicaWait(Link link, RedisLogOptions.Replication replication) {
        this.link = link;
        this.replication = replication;
    }

    /** Fails when too few replicas have it in time, or when the connection is lost. */
    Future<Void> await() {
        if (replication.replicas() == 0) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        next.add(promise);
        if (!underWay) {
            send();
        }
        return promise.future();
    }

    private void send() {
        List<Promise<Void>> sharing = next;
        next = new ArrayList<>();
        underWay = true;
        link.sendWait(replication.replicas(), replication.millis()).onComplete(result -> {
            underWay = false;
            if (!next.isEmpty()) {
                send();
            }
            for (Promise<Void> waiting : sharing) {
                if (result.failed()) {
                    waiting.fail(result.cause());
                } else if (result.result().toInteger() < replication.replicas()) {
                    waiting.fail(new TooFewReplicasException(result.result().toInteger(), replication.replicas()));
                } else {
                    waiting.complete();
                }
            }
        });
    }

    /** The write is on the master, but not on as many replicas as it must be. Immutable. */
    static final class TooFewReplicasException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooFewReplicasException(int has, int wanted) {
            super("TOOFEW " + has + " of " + wanted + " replicas have the write", null, false, false);
        }
    }
}
