package dev.tidings.log.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.function.Predicate;

/**
 * Stands between a log and its server: cuts a connection instead of handing an answer on, or leads new connections to
 * another server. Thread-safe: what tests change while it works is volatile.
 */
final class Proxy {

    private final NetServer server;
    private final NetClient client;
    private volatile Endpoint target;
    private volatile NetSocket asked;
    private final Predicate<Buffer> dropped;

    private Proxy(Vertx vertx, Endpoint target, Predicate<Buffer> dropped) {
        this.server = vertx.createNetServer();
        this.client = vertx.createNetClient();
        this.target = target;
        this.dropped = dropped;
    }

    /** @param dropped whether what the server sends is lost, and the connection with it; asked on event loops */
    static Future<Proxy> to(Vertx vertx, Endpoint target, Predicate<Buffer> dropped) {
        Proxy proxy = new Proxy(vertx, target, dropped);
        proxy.server.connectHandler(proxy::connected);
        return proxy.server.listen(0, "127.0.0.1").map(proxy);
    }

    Endpoint endpoint() {
        return new Endpoint("127.0.0.1", server.actualPort());
    }

    /** Leads new connections there; those that are open stay where they are. */
    void lead(Endpoint newTarget) {
        target = newTarget;
    }

    /** Cuts the connection on which something was asked last. */
    void cutLastAsked() {
        asked.close();
    }

    private void connected(NetSocket near) {
        near.pause();
        client.connect(target.port(), target.host())
                .onFailure(cause -> near.close())
                .onSuccess(far -> {
                    far.handler(answer -> {
                        if (dropped.test(answer)) {
                            far.close();
                            near.close();
                        } else {
                            near.write(answer);
                        }
                    });
                    near.handler(question -> {
                        asked = near;
                        far.write(question);
                    });
                    near.closeHandler(closed -> far.close());
                    far.closeHandler(closed -> near.close());
                    near.resume();
                });
    }
}
