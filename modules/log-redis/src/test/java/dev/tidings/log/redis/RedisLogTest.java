package dev.tidings.log.redis;

import static dev.tidings.log.LogDriver.await;

import dev.tidings.log.ChannelLog;
import dev.tidings.log.DurableLogContract;
import dev.tidings.log.LogSetup;
import dev.tidings.model.Partitions;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The log on one Redis server keeps the contract of all logs. Every log has a prefix of its own. */
class RedisLogTest extends DurableLogContract {

    @TempDir
    static Path folder;

    private static RedisServer server;
    private static Vertx vertx;
    private static int opened;

    private final Map<ChannelLog, RedisLogOptions> options = new HashMap<>();

    @BeforeAll
    static void startServer() throws Exception {
        server = RedisServer.start(folder.resolve("redis"));
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopServer() {
        await(vertx.close());
        server.close();
    }

    @Override
    protected ChannelLog openEmpty(LogSetup setup) {
        opened++;
        return open(RedisLogOptions.of(server.endpoint()).under("tidings-" + opened), setup);
    }

    @Override
    protected ChannelLog reopen(ChannelLog closed, LogSetup setup) {
        return open(options.get(closed), setup);
    }

    private ChannelLog open(RedisLogOptions where, LogSetup setup) {
        RedisLogOptions once = where.with(Logs.PATIENT).with(new RedisLogOptions.Upkeep(3_600_000, 3_600_000, 0));
        ChannelLog log =
                await(RedisLog.open(vertx, once, setup.settings(), setup.limits(), setup.epochs(), setup.clock()));
        options.put(log, where);
        return log;
    }

    @Override
    public int shares() {
        return Partitions.COUNT;
    }

    @Override
    protected void sweep(ChannelLog swept) {
        await(((RedisLog) swept).sweep());
    }
}
