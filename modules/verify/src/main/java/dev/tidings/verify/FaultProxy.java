package dev.tidings.verify;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP proxy on loopback that does to connections what networks do: cuts them, stalls them, swallows what they carry, slows
 * them down. Owned by its event loop.
 */
public final class FaultProxy {

    private static final long THROTTLE_TICK_MILLIS = 50;
    private static final int CONNECT_MILLIS = 2_000;

    private final Vertx vertx;
    private final SocketAddress target;
    private final NetServer server;
    private final NetClient client;
    private final List<Pipe> pipes = new ArrayList<>();

    /** @param target what it stands before */
    public FaultProxy(Vertx vertx, SocketAddress target) {
        this.vertx = vertx;
        this.target = target;
        this.server = vertx.createNetServer(
                new NetServerOptions().setHost("127.0.0.1").setSoLinger(0));
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
    }

    /** Listens on a free port, which it gives. */
    public Future<Integer> start() {
        return server.connectHandler(this::accept).listen(0, "127.0.0.1").map(NetServer::actualPort);
    }

    /** How many connections pass through it now. */
    public int connections() {
        return pipes.size();
    }

    /** Resets one connection on both sides; {@code pick} chooses which. */
    public void cut(int pick) {
        if (!pipes.isEmpty()) {
            pipes.get(Math.floorMod(pick, pipes.size())).close();
        }
    }

    /** Resets all. */
    public void cutAll() {
        List.copyOf(pipes).forEach(Pipe::close);
    }

    /** Lets nothing through one connection for a while; nothing is lost. */
    public void stall(int pick, long millis) {
        if (!pipes.isEmpty()) {
            Pipe pipe = pipes.get(Math.floorMod(pick, pipes.size()));
            pipe.hold(true);
            vertx.setTimer(millis, id -> pipe.hold(false));
        }
    }

    /** From now on swallows what one connection carries, both ways, and leaves it open: who waits must notice. */
    public void blackHole(int pick) {
        if (!pipes.isEmpty()) {
            pipes.get(Math.floorMod(pick, pipes.size())).swallow = true;
        }
    }

    /** For a while lets only a buffer a tick through one connection, to the client. */
    public void throttle(int pick, long millis) {
        if (pipes.isEmpty()) {
            return;
        }
        Pipe pipe = pipes.get(Math.floorMod(pick, pipes.size()));
        pipe.hold(true);
        long tick = vertx.setPeriodic(THROTTLE_TICK_MILLIS, id -> pipe.hub.fetch(1));
        vertx.setTimer(millis, id -> {
            vertx.cancelTimer(tick);
            pipe.hold(false);
        });
    }

    /** Ends everything. */
    public Future<Void> stop() {
        cutAll();
        return server.close().compose(closed -> client.close());
    }

    private void accept(NetSocket socket) {
        socket.pause();
        client.connect(target).onSuccess(hub -> new Pipe(socket, hub).open()).onFailure(cause -> socket.close());
    }

    /** Two sockets joined. */
    private final class Pipe {
        private final NetSocket peer;
        private final NetSocket hub;
        private boolean swallow;
        private boolean held;

        Pipe(NetSocket peer, NetSocket hub) {
            this.peer = peer;
            this.hub = hub;
        }

        void open() {
            pipes.add(this);
            join(peer, hub);
            join(hub, peer);
            peer.closeHandler(closed -> close());
            hub.closeHandler(closed -> close());
            peer.resume();
        }

        private void join(NetSocket from, NetSocket to) {
            from.exceptionHandler(cause -> close());
            from.handler(bytes -> pass(from, to, bytes));
        }

        private void pass(NetSocket from, NetSocket to, Buffer bytes) {
            if (swallow) {
                return;
            }
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> {
                    if (!held) {
                        from.resume();
                    }
                });
            }
        }

        void hold(boolean hold) {
            held = hold;
            if (hold) {
                peer.pause();
                hub.pause();
            } else {
                peer.resume();
                hub.resume();
            }
        }

        void close() {
            if (pipes.remove(this)) {
                peer.close();
                hub.close();
            }
        }
    }
}
