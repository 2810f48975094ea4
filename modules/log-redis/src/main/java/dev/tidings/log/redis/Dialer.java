package dev.tidings.log.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** Makes clients for single servers, and asks servers single questions. Immutable; its clients belong to the log's loop. */
final class Dialer {

    /** More than lanes and reads can ever have under way on one connection. */
    private static final int MAX_WAITING = 1 << 16;

    private static final int MAX_NESTED = 8;

    private final Vertx vertx;
    private final RedisLogOptions options;

    Dialer(Vertx vertx, RedisLogOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /** A client that makes one connection, which is gone for good when the client is closed. */
    Redis client(Endpoint server) {
        RedisOptions client = plain(server);
        if (!options.user().isEmpty()) {
            client.setUser(options.user());
        }
        if (!options.password().isEmpty()) {
            client.setPassword(options.password());
        }
        return Redis.createClient(vertx, client);
    }

    private RedisOptions plain(Endpoint server) {
        RedisLogOptions.Tls tls = options.tls();
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(options.timing().connectMillis()))
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true);
        if (tls != null) {
            net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
            if (!tls.authorities().isEmpty()) {
                net.setTrustOptions(new PemTrustOptions().addCertPath(tls.authorities()));
            }
        }
        return new RedisOptions()
                .setNetClientOptions(net)
                .setConnectionString((tls == null ? "redis://" : "rediss://") + server)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(MAX_WAITING)
                .setMaxWaitingHandlers(MAX_WAITING)
                .setMaxNestedArrays(MAX_NESTED)
                .setPoolCleanerInterval(-1);
    }

    /** One question to a server, on a connection of its own, within the time limit for connections. */
    Future<Response> ask(Endpoint server, Request question) {
        return once(client(server), question);
    }

    /** One question to a sentinel, which has no users. */
    Future<Response> askSentinel(Endpoint sentinel, Request question) {
        return once(Redis.createClient(vertx, plain(sentinel)), question);
    }

    private Future<Response> once(Redis client, Request question) {
        Promise<Response> answer = Promise.promise();
        long limit = vertx.setTimer(options.timing().connectMillis(), id -> answer.tryFail("no answer in time"));
        client.connect().compose(connection -> connection.send(question)).onComplete(result -> {
            if (result.succeeded()) {
                answer.tryComplete(result.result());
            } else {
                answer.tryFail(result.cause());
            }
        });
        return answer.future().onComplete(settled -> {
            vertx.cancelTimer(limit);
            client.close();
        });
    }
}
