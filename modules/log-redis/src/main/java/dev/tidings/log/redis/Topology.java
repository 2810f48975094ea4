package dev.tidings.log.redis;

import io.vertx.core.Future;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which server is responsible for a partition. Owned by the log's loop. */
interface Topology {

    /** The server of a partition as last seen; null when none is known. */
    @Nullable
    Endpoint endpoint(int partition);

    /** All servers that are responsible for something. */
    Set<Endpoint> endpoints();

    /** Asks again. When it fails, what was known before stays. */
    Future<Void> refresh();

    /** One server, always the same. Immutable. */
    record Fixed(Endpoint server) implements Topology {

        @Override
        public Endpoint endpoint(int partition) {
            return server;
        }

        @Override
        public Set<Endpoint> endpoints() {
            return Set.of(server);
        }

        @Override
        public Future<Void> refresh() {
            return Future.succeededFuture();
        }
    }
}
