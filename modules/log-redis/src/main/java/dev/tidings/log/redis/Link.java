package dev.tidings.log.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server, whose answers come in the order of the questions. Owned by the log's loop.
 *
 * <p>It is usable once the server has said hello: that it is the master, evicts nothing and keeps a log that we can read.
 * When it is lost, everything without an answer fails as lost; whoever owns it has it connect again.
 */
final class Link {

    /** Of the keys' layout; another one is refused. */
    static final String FORMAT = "1/64";

    /** Who is told what becomes of it. */
    interface Owner {

        /** It can be used. */
        void opened(Link link);

        /** It can't be used (any more). */
        void lost(Link link, String reason);

        /** The server must not be used as it is configured; {@link #lost} follows. */
        void unfit(Link link, String reason);
    }

    private record Outstanding(Promise<Response> promise, long sinceMillis) {}

    private final Vertx vertx;
    private final Dialer dialer;
    private final long connectMillis;
    private final Endpoint server;
    private final String anyKey;
    private final LongSupplier clock;
    private final Owner owner;
    private final ReplicaWait replicas;
    private final ArrayDeque<Outstanding> outstanding = new ArrayDeque<>();
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private long lead;
    private long closedSinceMillis;

    Link(
            Vertx vertx,
            Dialer dialer,
            RedisLogOptions options,
            Endpoint server,
            String anyKey,
            LongSupplier clock,
            Owner owner) {
        this.vertx = vertx;
        this.dialer = dialer;
        this.connectMillis = options.timing().connectMillis();
        this.server = server;
        this.anyKey = anyKey;
        this.clock = clock;
        this.owner = owner;
        this.closedSinceMillis = clock.getAsLong();
        this.replicas = new ReplicaWait(this, options.replication());
    }

    Endpoint server() {
        return server;
    }

    boolean isOpen() {
        return connection != null;
    }

    /** For how long it can't be used, in milliseconds; 0 while it can. */
    long closedMillis() {
        return isOpen() ? 0 : clock.getAsLong() - closedSinceMillis;
    }

    /** Since when the eldest question waits for its answer, by the log's clock; far in the future when none does. */
    long waitingSinceMillis() {
        Outstanding eldest = outstanding.peek();
        return eldest == null ? Long.MAX_VALUE : eldest.sinceMillis;
    }

    /**
     * At the most by how much the server's clock is ahead of the log's. A moment of the log's clock plus this has passed on
     * the server whenever it has passed here.
     */
    long leadMillis() {
        return lead;
    }

    /** Tries once to connect; the owner is told how it went. */
    void connect() {
        Redis made = dialer.client(server);
        client = made;
        Promise<RedisConnection> usable = Promise.promise();
        long limit =
                vertx.setTimer(connectMillis, id -> usable.tryFail("no connection within " + connectMillis + " ms"));
        made.connect().compose(this::greet).onComplete(result -> {
            if (result.succeeded()) {
                usable.tryComplete(result.result());
            } else {
                usable.tryFail(result.cause());
            }
        });
        usable.future().onComplete(result -> {
            vertx.cancelTimer(limit);
            if (client != made) {
                return; // closed meanwhile
            }
            if (result.failed()) {
                String reason = String.valueOf(result.cause().getMessage());
                if (isForGood(result.cause())) {
                    owner.unfit(this, reason);
                }
                close(reason);
                return;
            }
            connection = result.result();
            connection.exceptionHandler(cause -> closeIf(made, String.valueOf(cause.getMessage())));
            connection.endHandler(end -> closeIf(made, "the server closed the connection"));
            owner.opened(this);
        });
    }

    private Future<RedisConnection> greet(RedisConnection made) {
        Future<Response> asked = made.send(Script.HELLO.byText(List.of(anyKey))).recover(cause -> {
            boolean tooOld = String.valueOf(cause.getMessage()).contains("Error compiling script");
            return Future.failedFuture(tooOld ? new UnfitServerException("it is older than Redis 7.0") : cause);
        });
        return asked.map(hello -> {
            if (!hello.get(2).toString().equals("master")) {
                throw new IllegalStateException("it is not the master");
            }
            String policy = hello.get(1).toString();
            require(
                    policy.equals("noeviction"),
                    "its maxmemory-policy is " + policy + ", which loses data; it must be noeviction");
            String format = hello.get(3).toString();
            require(
                    format.isEmpty() || format.equals(FORMAT),
                    "it keeps a log of format " + format + "; this one is " + FORMAT);
            lead = hello.get(0).toLong() - clock.getAsLong();
            return made;
        });
    }

    /** Whether it is no use to try again before somebody changes a configuration. */
    private static boolean isForGood(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnfitServerException || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return StoreFault.of(failure) == StoreFault.DENIED;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new UnfitServerException(otherwise);
        }
    }

    /** Runs a script, and teaches it to the server when it does not know it. */
    Future<Response> run(Script script, List<String> keys, Object... arguments) {
        return send(script.bySha1(keys, arguments)).recover(cause -> {
            boolean unknown = StoreFault.of(cause) == StoreFault.NO_SCRIPT;
            return unknown ? send(script.byText(keys, arguments)) : Future.failedFuture(cause);
        });
    }

    /** Sends a command; fails as lost when there is no connection. */
    Future<Response> send(Request request) {
        RedisConnection open = connection;
        Redis sender = client;
        if (open == null || sender == null) {
            return Future.failedFuture("LOST no connection to " + server);
        }
        Outstanding sent = new Outstanding(Promise.promise(), clock.getAsLong());
        outstanding.add(sent);
        open.send(request).onComplete(result -> {
            outstanding.remove(sent);
            if (result.succeeded()) {
                sent.promise.tryComplete(result.result());
            } else {
                sent.promise.tryFail(result.cause());
                if (StoreFault.of(result.cause()) == StoreFault.LOST) {
                    closeIf(sender, String.valueOf(result.cause().getMessage()));
                }
            }
        });
        return sent.promise.future();
    }

    /** Waits until as many replicas as configured have what was sent here before. */
    Future<Void> awaitReplicas() {
        return replicas.await();
    }

    Future<Response> sendWait(int count, long millis) {
        return send(Request.cmd(Command.WAIT).arg(count).arg(millis));
    }

    /** Takes in what an answer says about the server's clock. */
    void learnClock(long serverMillis) {
        lead = Math.max(lead - 1, serverMillis - clock.getAsLong());
    }

    /** Cuts the connection, so that nothing more comes of what was sent; does nothing when there is none. */
    void close(String reason) {
        Redis closing = client;
        if (closing == null) {
            return;
        }
        closedSinceMillis = isOpen() ? clock.getAsLong() : closedSinceMillis;
        client = null;
        connection = null;
        closing.close();
        Outstanding next;
        while ((next = outstanding.poll()) != null) {
            next.promise.tryFail("LOST " + reason);
        }
        owner.lost(this, reason);
    }

    private void closeIf(Redis made, String reason) {
        if (client == made) {
            close(reason);
        }
    }
}
