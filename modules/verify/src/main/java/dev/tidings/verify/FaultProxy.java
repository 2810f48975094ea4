package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A proxy on loopback that does to connections what networks do: cuts them, stalls them, swallows what they carry, slows
 * them down; and what the proxies of others do ({@link Rules}). Owned by its event loop.
 */
public final class FaultProxy {

    /**
     * What somebody's proxy has against clients. Immutable.
     *
     * @param refusesUpgrades whether it answers 403 to whoever wants to leave HTTP
     * @param holdsBytes how much of an answer without a length it gathers before it passes it on, as {@link HeldAnswers}
     *     tells; 0 = it passes everything on at once
     * @param lifeMillis how long a connection may last; 0 = for ever
     */
    public record Rules(boolean refusesUpgrades, int holdsBytes, long lifeMillis) {

        /** Nothing. */
        public static final Rules NONE = new Rules(false, 0, 0);
    }

    private static final Buffer REFUSAL = Buffer.buffer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    private static final Pattern UPGRADE = Pattern.compile("(?i)^GET [^\r]*\r\n(?:[^\r]+\r\n)*upgrade: ");
    private static final long THROTTLE_TICK_MILLIS = 50;
    private static final int CONNECT_MILLIS = 2_000;

    private final Vertx vertx;
    private final SocketAddress target;
    private final NetServer server;
    private final NetClient client;
    private final List<Pipe> pipes = new ArrayList<>();
    private final List<NetSocket> unanswered = new ArrayList<>();
    private boolean unreachable;
    private Rules rules = Rules.NONE;

    /** @param target what it stands before */
    public FaultProxy(Vertx vertx, SocketAddress target) {
        this.vertx = vertx;
        this.target = target;
        this.server = vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1"));
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
    }

    /** Listens on a free port of loopback, which it gives. */
    public Future<Integer> start() {
        return start("127.0.0.1");
    }

    /** The same on another address of this machine. */
    Future<Integer> start(String host) {
        return server.connectHandler(this::accept).listen(0, host).map(NetServer::actualPort);
    }

    /** How many connections pass through it now. */
    public int connections() {
        return pipes.size();
    }

    /** What it does from now on, also to connections that are open; what it held back of these is passed on. */
    public void obey(Rules next) {
        rules = next;
        List.copyOf(pipes).forEach(Pipe::obey);
    }

    /** Resets one connection for its client, and ends it for the hub; {@code pick} chooses which. */
    public void cut(int pick) {
        if (!pipes.isEmpty()) {
            pipes.get(Math.floorMod(pick, pipes.size())).reset();
        }
    }

    /** Resets all. */
    public void cutAll() {
        List.copyOf(pipes).forEach(Pipe::reset);
    }

    /** Breaks a line as networks do: what its peer has not yet read is lost. On the socket's event loop. */
    public static void reset(NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            socket.close();
        }
    }

    /** Lets nothing through one connection for a while; nothing is lost. */
    public void stall(int pick, long millis) {
        if (!pipes.isEmpty()) {
            Pipe pipe = pipes.get(Math.floorMod(pick, pipes.size()));
            pipe.hold(true);
            vertx.setTimer(millis, id -> pipe.hold(false));
        }
    }

    /**
     * Lets nothing through any connection, nor a new one, until it is reachable again: as when packets are dropped, what was
     * sent meanwhile and is still wanted arrives afterwards.
     */
    public void setUnreachable(boolean value) {
        unreachable = value;
        List.copyOf(pipes).forEach(pipe -> pipe.hold(value));
        if (!value) {
            unanswered.forEach(NetSocket::close);
            unanswered.clear();
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

    /** Ends everything. On any thread. */
    public Future<Void> stop() {
        Promise<Void> cut = Promise.promise();
        vertx.runOnContext(run -> {
            cutAll();
            unanswered.forEach(NetSocket::close);
            cut.complete();
        });
        return cut.future().compose(done -> server.close()).compose(closed -> client.close());
    }

    private void accept(NetSocket socket) {
        socket.pause();
        if (unreachable) {
            unanswered.add(socket);
            return;
        }
        client.connect(target).onSuccess(hub -> new Pipe(socket, hub).open()).onFailure(cause -> socket.close());
    }

    /** Two sockets joined. */
    private final class Pipe {
        private final NetSocket peer;
        private final NetSocket hub;
        private final HeldAnswers answers = new HeldAnswers();
        private boolean swallow;
        private boolean held;
        private long life = -1;

        Pipe(NetSocket peer, NetSocket hub) {
            this.peer = peer;
            this.hub = hub;
        }

        void open() {
            pipes.add(this);
            for (NetSocket socket : List.of(peer, hub)) {
                socket.exceptionHandler(cause -> close());
            }
            peer.handler(this::ask);
            hub.handler(bytes -> pass(hub, peer, answers.pass(bytes, rules.holdsBytes())));
            peer.closeHandler(closed -> close());
            hub.endHandler(end -> ended());
            obey();
            hold(unreachable);
        }

        void obey() {
            vertx.cancelTimer(life);
            life = rules.lifeMillis() > 0 ? vertx.setTimer(rules.lifeMillis(), id -> reset()) : -1;
            if (rules.holdsBytes() == 0) {
                pass(hub, peer, answers.rest());
            }
        }

        private void ask(Buffer bytes) {
            if (rules.refusesUpgrades()
                    && UPGRADE.matcher(bytes.toString(US_ASCII)).find()) {
                peer.write(REFUSAL);
            } else {
                pass(peer, hub, bytes);
            }
        }

        /** The hub said all that it had to say, and its client is to hear it all. */
        private void ended() {
            pass(hub, peer, answers.rest());
            close();
        }

        private void pass(NetSocket from, NetSocket to, Buffer bytes) {
            if (swallow || bytes.length() == 0) {
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
            if (remove()) {
                peer.close();
                hub.close();
            }
        }

        void reset() {
            if (remove()) {
                FaultProxy.reset(peer);
                hub.close();
            }
        }

        private boolean remove() {
            vertx.cancelTimer(life);
            return pipes.remove(this);
        }
    }
}
