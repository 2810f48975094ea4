package dev.tidings.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.tidings.it.browser.Chromium;
import dev.tidings.verify.FaultProxy;
import dev.tidings.verify.HubProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R25: clients behind proxies that have something against them change their way, and lose and double nothing. */
class FallbackIT {

    private static final int SWITCHES = 20;
    private static final int STEPS = 3;
    private static final int BLOCK_BYTES = 65_536;

    /** 30 s at the pace of these tests. */
    private static final long LIFE_MILLIS = 1_500;

    private static final List<FaultProxy.Rules> RULES = List.of(
            new FaultProxy.Rules(true, BLOCK_BYTES, 0),
            new FaultProxy.Rules(true, 0, LIFE_MILLIS),
            FaultProxy.Rules.NONE,
            new FaultProxy.Rules(false, BLOCK_BYTES, LIFE_MILLIS));

    @TempDir
    private static Path folder;

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(60))
            .build();

    private static HubProcess hub;
    private static FaultProxy proxy;
    private static String base;

    @BeforeAll
    static void start() throws Exception {
        hub = new HubProcess(new HubProcess.Settings(
                Path.of(System.getProperty("tidings.jar")),
                folder,
                -1,
                List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                Map.of(
                        "TIDINGS_LOGGING_LEVEL", "warn",
                        "TIDINGS_REALTIME_PING_INTERVAL", "2s",
                        "TIDINGS_REALTIME_PING_TIMEOUT", "3s")));
        hub.start();
        proxy = new FaultProxy(VERTX, SocketAddress.inetSocketAddress(hub.port(), "127.0.0.1"));
        base = "http://127.0.0.1:" + get(proxy.start());
    }

    @AfterAll
    static void stop() throws Exception {
        if (hub != null) {
            hub.close();
        }
        get(VERTX.close());
    }

    @AfterEach
    void standAside() throws Exception {
        obey(FaultProxy.Rules.NONE);
    }

    private static void obey(FaultProxy.Rules rules) throws Exception {
        get(Future.future(promise -> VERTX.runOnContext(run -> {
            proxy.obey(rules);
            promise.complete();
        })));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** Changes a task at the hub itself; its version. */
    private static void write(int task, int number) throws Exception {
        URI uri = hub.uri().resolve("/api/tasks/t" + task);
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"title\":\"" + number + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isBetween(200, 201);
    }

    @Test
    void theFollowerChangesItsWayAndLosesNothing() throws Exception {
        try (Chromium chromium = Chromium.launch()) {
            Page page = chromium.newPage();
            page.navigate(base + "/api/status");
            page.evaluate(script());
            page.evaluate("() => follow()");
            page.waitForFunction("() => book.states.has('connected')");

            int written = 0;
            for (int i = 0; i < SWITCHES; i++) {
                obey(RULES.get(i % RULES.size()));
                for (int k = 0; k < 3; k++) {
                    write(written % 5, written++);
                }
                page.waitForFunction("offset => book.offset >= offset", written);
            }
            obey(FaultProxy.Rules.NONE);
            page.waitForFunction("() => follower.state === 'connected'");

            write(0, written++);
            page.waitForFunction("offset => book.offset >= offset", written);
            assertThat(page.evaluate("() => book.faults")).isEqualTo(List.of());
            assertThat(page.evaluate("() => book.offset")).isEqualTo(written);
            assertThat(page.evaluate("() => [...book.documents.values()].reduce((sum, version) => sum + version, 0)"))
                    .isEqualTo(written);
            assertThat(page.evaluate("() => book.states.has('polling')")).isEqualTo(true);
        }
    }

    /** Each fault by itself; the ways are those that are left then. */
    @ParameterizedTest
    @CsvSource({
        "sockjs, true, 0, 0, xhr-streaming xhr-polling",
        "eventbus, true, 0, 0, xhr-streaming xhr-polling",
        "socket.io, true, 0, 0, polling",
        "sockjs, true, 65536, 0, xhr-polling",
        "eventbus, true, 65536, 0, xhr-polling",
        "socket.io, true, 65536, 0, polling",
        "sockjs, false, 0, 1500, websocket",
        "eventbus, false, 0, 1500, websocket",
        "socket.io, false, 0, 1500, websocket"
    })
    void theStockClientsFindTheWayThatIsLeftAndLoseNothing(
            String client, boolean refusesUpgrades, int holdsBytes, long lifeMillis, String ways) throws Exception {
        obey(new FaultProxy.Rules(refusesUpgrades, holdsBytes, lifeMillis));
        boolean isCut = lifeMillis > 0;
        List<String> left = List.of(ways.split(" ", -1));
        Writer writer = new Writer(
                CLIENT, hub.uri(), "fault:%s:%b:%d:%d".formatted(client, refusesUpgrades, holdsBytes, lifeMillis));

        StockFollower follower = StockFollower.of(client);
        List<Object> found = (holdsBytes > 0 ? follower.withoutStreams() : follower)
                .follow(URI.create(base), writer, left, isCut, STEPS, step -> {});

        if (!isCut) {
            assertThat(left).containsAll(found.stream().map(String.class::cast).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sockjs", "socket.io"})
    void theStockClientsChangeTheirWayAndLoseNothing(String client) throws Exception {
        Writer writer = new Writer(CLIENT, hub.uri(), "fallback:" + client);

        List<Object> found = StockFollower.of(client)
                .withoutStreams()
                .follow(URI.create(base), writer, List.of("websocket"), false, SWITCHES, step -> {
                    obey(RULES.get(step % RULES.size()));
                    cutAll();
                });

        assertThat(found).containsAnyOf("xhr-polling", "polling");
    }

    private static void cutAll() throws Exception {
        get(Future.future(promise -> VERTX.runOnContext(run -> {
            proxy.cutAll();
            promise.complete();
        })));
    }

    private static String script() throws Exception {
        try (var in = FallbackIT.class.getResourceAsStream("/browser/follower.js")) {
            return "() => { " + new String(in.readAllBytes(), StandardCharsets.UTF_8) + "; window.follow = follow; }";
        }
    }
}
