package dev.tidings.server.config;

import static dev.tidings.server.config.SettingType.choice;
import static dev.tidings.server.config.SettingType.flag;
import static dev.tidings.server.config.SettingType.integer;
import static dev.tidings.server.config.SettingType.text;
import static dev.tidings.server.config.SettingType.texts;
import static dev.tidings.server.config.SettingType.time;

import dev.tidings.log.redis.Endpoint;
import dev.tidings.log.redis.RedisLogOptions;
import java.time.Duration;
import java.util.List;

/** The settings about where the log is kept. Immutable. */
public final class LogTable {

    /** Where the log is kept. */
    public enum Store {
        /** In the files of the data folder, for one node. */
        EMBEDDED,
        /** On Redis, for any number of nodes. */
        REDIS
    }

    public static final Setting<Store> STORE = new Setting<>(
            "log.store",
            choice(Store.class),
            Store.EMBEDDED,
            "Where the log is kept: embedded is the data folder, for one node; redis is for several.");
    static final Setting<RedisLogOptions.Type> TYPE = new Setting<>(
            "log.redis.type",
            choice(RedisLogOptions.Type.class),
            RedisLogOptions.Type.STANDALONE,
            "How the servers work together.");
    static final Setting<List<String>> ENDPOINTS = new Setting<>(
            "log.redis.endpoints",
            texts("a list of host:port", LogTable::isEndpoint),
            List.of("127.0.0.1:6379"),
            "The server; for sentinel the sentinels; for cluster some of its nodes.");
    static final Setting<String> MASTER =
            new Setting<>("log.redis.master", text("a name", name -> true), "", "What the sentinels call the master.");
    static final Setting<String> USER = new Setting<>(
            "log.redis.user", text("a name", name -> true), "", "The ACL user. Empty: the server's default user.");
    static final Setting<String> PASSWORD = new Setting<>(
            "log.redis.password",
            text("a password", password -> true),
            "",
            "Its password, as ${env:NAME} or ${file:PATH}. Needed beyond loopback.");
    static final Setting<Boolean> TLS =
            new Setting<>("log.redis.tls", flag(), false, "Whether the servers are reached over TLS.");
    static final Setting<String> AUTHORITIES = new Setting<>(
            "log.redis.authorities",
            text("the path of a PEM file", path -> true),
            "",
            "PEM file with the authorities that vouch for them. Empty: those that Java knows.");
    static final Setting<Integer> REPLICAS = new Setting<>(
            "log.redis.replicas", integer(0, 16), 0, "How many replicas must have a write before it is acknowledged.");
    static final Setting<Duration> REPLICA_TIME = new Setting<>(
            "log.redis.replicaTime",
            time(Duration.ofMillis(1), Duration.ofSeconds(1)),
            Duration.ofMillis(500),
            "How long to wait for them; then the write is 504 outcome-unknown.");
    static final Setting<String> PREFIX = new Setting<>(
            "log.redis.prefix",
            text("1 to 64 of A-Z a-z 0-9 _ -", name -> name.matches("[A-Za-z0-9_-]{1,64}")),
            "tidings",
            "What every key begins with; two hubs that share servers need two.");

    static final List<Setting<?>> ALL =
            List.of(STORE, TYPE, ENDPOINTS, MASTER, USER, PASSWORD, TLS, AUTHORITIES, REPLICAS, REPLICA_TIME, PREFIX);

    private LogTable() {}

    /** @throws IllegalArgumentException when the settings don't go together; the message says why */
    static RedisLogOptions redis(Values values) {
        long readMillis = values.get(LimitsTable.LOG_TIME).toMillis();
        long writeMillis = values.get(LimitsTable.WRITE_TIME).toMillis();
        RedisLogOptions.Timing usual = RedisLogOptions.Timing.DEFAULT;
        int replicas = values.get(REPLICAS);
        return new RedisLogOptions(
                values.get(TYPE),
                values.get(ENDPOINTS).stream().map(Endpoint::parse).toList(),
                values.get(MASTER),
                values.get(USER),
                values.get(PASSWORD),
                values.get(TLS) ? new RedisLogOptions.Tls(values.get(AUTHORITIES)) : null,
                replicas == 0
                        ? RedisLogOptions.Replication.NONE
                        : new RedisLogOptions.Replication(
                                replicas, values.get(REPLICA_TIME).toMillis()),
                values.get(PREFIX),
                // The writer hears before its own time is up what became of the write.
                new RedisLogOptions.Timing(
                        usual.connectMillis(),
                        writeMillis * 2 / 5,
                        writeMillis * 9 / 10,
                        readMillis,
                        usual.awayMillis(),
                        usual.backOffMillis()),
                RedisLogOptions.Bounds.DEFAULT,
                RedisLogOptions.Upkeep.DEFAULT);
    }

    private static boolean isEndpoint(String text) {
        try {
            Endpoint.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
