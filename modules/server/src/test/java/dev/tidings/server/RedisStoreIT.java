package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.redis.RedisServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program with its log on a real Redis. */
class RedisStoreIT {

    @TempDir
    Path folder;

    private HubProcess start(RedisServer server) throws Exception {
        Map<String, String> environment = Map.of(
                "TIDINGS_LOG_STORE",
                "redis",
                "TIDINGS_LOG_REDIS_ENDPOINTS",
                server.endpoint().toString(),
                "TIDINGS_DATA",
                folder.resolve("data").toString());
        return HubProcess.start(folder, environment, "serve", "--port", "0").awaitUp();
    }

    @Test
    void keepsDocumentsOnRedisThroughItsOwnRestartAndThatOfRedis() throws Exception {
        try (RedisServer server =
                RedisServer.start(folder.resolve("redis"), "--appendonly", "yes", "--appendfsync", "always")) {
            try (HubProcess hub = start(server)) {
                assertThat(hub.out()).contains(server.endpoint().toString());
                assertThat(create(hub, "one").statusCode()).isEqualTo(201);
            }
            try (HubProcess hub = start(server)) {
                assertThat(tasks(hub)).contains("\"one\"");
                server.kill();
                HttpResponse<String> refused = create(hub, "two");
                assertThat(refused.statusCode()).isIn(503, 504);
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> ready(hub).statusCode() == 503);
                server.start();
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> create(hub, "three").statusCode() == 201);
                assertThat(tasks(hub)).contains("\"one\"").contains("\"three\"");
                // one of its connections may be back before the others
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> ready(hub).statusCode() == 200);
            }
        }
    }

    private static HttpResponse<String> create(HubProcess hub, String title) throws Exception {
        return hub.send("POST", hub.url() + "/api/tasks", "{\"title\":\"" + title + "\"}");
    }

    private static String tasks(HubProcess hub) throws Exception {
        return hub.send("GET", hub.url() + "/api/tasks", "").body();
    }

    private static HttpResponse<String> ready(HubProcess hub) throws Exception {
        return hub.send("GET", hub.adminUrl() + "/health/ready", "");
    }

    @Test
    void saysInOneLineWhyItCannotUseAServer() throws Exception {
        try (RedisServer server = RedisServer.start(folder.resolve("redis"), "--maxmemory-policy", "allkeys-lru");
                HubProcess hub = HubProcess.start(
                        folder,
                        Map.of(
                                "TIDINGS_LOG_STORE",
                                "redis",
                                "TIDINGS_LOG_REDIS_ENDPOINTS",
                                server.endpoint().toString()),
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        folder.toString())) {
            assertThat(hub.exitCode()).isEqualTo(1);
            assertThat(hub.err()).contains("maxmemory-policy is allkeys-lru").contains("noeviction");
        }
    }

    @Test
    void refusesAServerBeyondLoopbackWithoutAPassword() throws Exception {
        try (HubProcess hub = HubProcess.start(
                folder,
                Map.of("TIDINGS_LOG_STORE", "redis", "TIDINGS_LOG_REDIS_ENDPOINTS", "10.0.0.7:6379"),
                "serve",
                "--port",
                "0",
                "--data",
                folder.toString())) {
            assertThat(hub.exitCode()).isEqualTo(78);
            assertThat(hub.err()).contains("log.redis").contains("password");
        }
    }
}
