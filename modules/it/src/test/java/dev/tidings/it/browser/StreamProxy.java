package dev.tidings.it.browser;

import dev.tidings.verify.FaultProxy;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A proxy on loopback that has something against event streams and lets everything else through. Owned by its event loop,
 * but for {@link #port}, {@link #set} and {@link #close}.
 */
final class StreamProxy {

    /** What it does with the connections that streams are on, also with those that are open. */
    enum Mode {
        /** Nothing. */
        PASS,
        /** Resets them. */
        CUT,
        /** Lets nothing through that the hub sends on them: a line that died without a word, or a proxy that buffers. */
        HOLD
    }

    private static final String STREAM = "GET /api/events/";

    /** With one event loop, so that whatever runs, runs there. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final NetClient client = vertx.createNetClient();
    private final List<Pipe> pipes = new ArrayList<>();
    private final NetServer server;
    private final int target;
    private Mode mode = Mode.PASS;

    StreamProxy(int target) throws Exception {
        this.target = target;
        server = vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1"))
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    /** From now on. */
    void set(Mode next) {
        vertx.runOnContext(now -> {
            mode = next;
            List.copyOf(pipes).forEach(Pipe::obey);
        });
    }

    /** Ends everything. */
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private void accept(NetSocket browser) {
        browser.pause();
        client.connect(target, "127.0.0.1")
                .onSuccess(hub -> new Pipe(browser, hub).open())
                .onFailure(cause -> browser.close());
    }

    /** Two sockets joined. */
    private final class Pipe {
        private final NetSocket browser;
        private final NetSocket hub;
        private Buffer held = Buffer.buffer();
        private boolean isStream;

        Pipe(NetSocket browser, NetSocket hub) {
            this.browser = browser;
            this.hub = hub;
        }

        void open() {
            pipes.add(this);
            browser.handler(bytes -> {
                isStream |= bytes.toString().contains(STREAM);
                obey();
                hub.write(bytes);
            });
            hub.handler(bytes -> {
                held.appendBuffer(bytes);
                obey();
            });
            for (NetSocket socket : List.of(browser, hub)) {
                socket.exceptionHandler(cause -> close());
                socket.closeHandler(closed -> close());
            }
            browser.resume();
        }

        void obey() {
            if (isStream && mode == Mode.CUT) {
                FaultProxy.reset(browser);
                close();
            } else if (!(isStream && mode == Mode.HOLD) && held.length() > 0) {
                browser.write(held);
                held = Buffer.buffer();
            }
        }

        private void close() {
            if (pipes.remove(this)) {
                browser.close();
                hub.close();
            }
        }
    }
}
