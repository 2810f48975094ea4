package dev.tidings.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.tidings.it.TestedHub;
import dev.tidings.it.browser.Chromium;
import dev.tidings.verify.HubProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What docs/proxies.md shows, in front of one node: what the hub sees through it, and a browser. */
class ProxiedNodeIT {

    private static final int PER_ADDRESS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CUT = "cut";
    private static final String FOLLOW = """
            (channel) => {
              window.seen = [];
              window.source = new EventSource(`/api/events/${channel}`);
              source.onmessage = (event) => seen.push(Number(event.data));
              source.addEventListener('connected', () => window.isConnected = true);
              window.socket = new WebSocket(`wss://${location.host}/ws`, 'tidings.v1');
              socket.onmessage = ({ data }) => (window.greeting ??= data);
              socket.onclose = ({ code }) => (window.code = code);
            }""";

    @TempDir
    private static Path folder;

    private static TestCertificate certificate;
    private static HubProcess hub;

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.make(folder);
        hub = node("hub", Map.of());
        hub.start();
    }

    private static HubProcess node(String name, Map<String, String> settings) throws Exception {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("TIDINGS_LISTEN_PROXIES", "127.0.0.1");
        environment.put("TIDINGS_LIMITS_SPARE_LOOPBACK", "false");
        environment.put("TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS", String.valueOf(PER_ADDRESS));
        environment.put("TIDINGS_DRAIN", "1s");
        environment.put("TIDINGS_LOGGING_LEVEL", "warn");
        return TestedHub.in(folder.resolve(name), environment);
    }

    @AfterAll
    static void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    @BeforeEach
    void startHub() throws Exception {
        if (!hub.isAlive()) {
            hub.start();
        }
    }

    private static RunningProxy proxy(DocumentedProxy documented, HubProcess node) throws Exception {
        return new RunningProxy(documented, folder, certificate, List.of(node.port()));
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .sslContext(certificate.trusting())
                .connectTimeout(Duration.ofSeconds(60))
                .build();
    }

    @ParameterizedTest
    @EnumSource(names = {"HAPROXY", "NGINX"})
    void countsEachClientByItsOwnAddress(DocumentedProxy documented) throws Exception {
        try (RunningProxy proxy = proxy(documented, hub)) {
            assertLimitPerAddress(
                    proxy, documented == DocumentedProxy.HAPROXY ? 1 : 2, "(?s)event: disconnect.*\"code\":3503.*");
        }
    }

    /** The PROXY protocol, with TLS as far as the node. */
    @Test
    void countsEachClientByItsOwnAddressWithoutHttpInBetween() throws Exception {
        Map<String, String> settings = Map.of(
                "TIDINGS_LISTEN_TLS_CERTIFICATE", certificate.certificate().toString(),
                "TIDINGS_LISTEN_TLS_KEY", certificate.key().toString(),
                "TIDINGS_LISTEN_PROXY_PROTOCOL", "true");
        try (HubProcess encrypted = node("encrypted", settings)) {
            encrypted.start();
            try (RunningProxy proxy = proxy(DocumentedProxy.HAPROXY_TCP, encrypted)) {
                assertLimitPerAddress(proxy, 3, CUT);
                HttpResponse<String> answer = await().atMost(LIMIT)
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .until(() -> get(client(), proxy, "/api/status"), reply -> reply.statusCode() == 200);
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            }
        }
    }

    private static void assertLimitPerAddress(RunningProxy proxy, int number, String refusal) throws Exception {
        String client = "127.0.1." + number;
        String other = "127.0.2." + number;
        List<AddressedStream> held = new ArrayList<>();
        try {
            for (int place = 1; place <= PER_ADDRESS; place++) {
                held.add(connected(proxy, client, place));
            }
            held.add(connected(proxy, other, PER_ADDRESS + 1));
            // asks again when the proxy answers by itself, since it has no node for a moment
            String answer = await().atMost(LIMIT)
                    .until(
                            () -> answerToOneTooMany(proxy, client),
                            told -> told.matches(refusal) || told.contains("event: connected"));
            assertThat(answer).matches(refusal);
        } finally {
            for (AddressedStream stream : held) {
                stream.close();
            }
        }
    }

    /** Tries again, as every client does: a machine that is slow to answer the proxy's checks has no node for a moment. */
    private static AddressedStream connected(RunningProxy proxy, String address, int number) {
        return await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> tried(proxy, address, number), Objects::nonNull);
    }

    private static @Nullable AddressedStream tried(RunningProxy proxy, String address, int number) throws IOException {
        AddressedStream stream = stream(proxy, address, number);
        boolean isConnected = false;
        try {
            isConnected = stream.firstEvent().contains("event: connected");
        } finally {
            if (!isConnected) {
                stream.close();
            }
        }
        return isConnected ? stream : null;
    }

    private static String answerToOneTooMany(RunningProxy proxy, String address) {
        try (AddressedStream stream = stream(proxy, address, 5)) {
            return stream.firstEvent();
        } catch (IOException e) {
            return CUT;
        }
    }

    /** Each says to be somebody else every time, which must not help. */
    private static AddressedStream stream(RunningProxy proxy, String address, int number) throws IOException {
        return new AddressedStream(certificate.trusting(), address, proxy.port(), "203.0.113." + number);
    }

    @ParameterizedTest
    @EnumSource(names = {"HAPROXY", "NGINX"})
    void leavesTheAnswersToTheHub(DocumentedProxy documented) throws Exception {
        try (RunningProxy proxy = proxy(documented, hub)) {
            HttpClient client = client();
            HttpResponse<String> status = get(client, proxy, "/api/status");
            assertThat(status.statusCode()).isEqualTo(200);
            assertThat(status.version()).isEqualTo(HttpClient.Version.HTTP_2);

            HttpResponse<String> tooLarge = client.send(
                    HttpRequest.newBuilder(proxy.uri("/api/channels/large:1/publications"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("\"" + "x".repeat(1_500_000) + "\""))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(tooLarge.statusCode()).isEqualTo(413);
            assertThat(tooLarge.headers().firstValue("content-type")).contains("application/problem+json");

            HttpResponse<String> moved = client.send(
                    HttpRequest.newBuilder(proxy.plainUri("/api/tasks?x=1")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(moved.statusCode()).isEqualTo(308);
            assertThat(moved.headers().firstValue("location").orElseThrow())
                    .startsWith("https://127.0.0.1")
                    .endsWith("/api/tasks?x=1");
        }
    }

    private static HttpResponse<String> get(HttpClient client, RunningProxy proxy, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(proxy.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource(names = {"HAPROXY", "NGINX"})
    void aBrowsersOwnEventSourceSurvivesTheRestartOfTheOnlyNode(DocumentedProxy documented) throws Exception {
        try (RunningProxy proxy = proxy(documented, hub);
                Chromium chromium = Chromium.launch();
                BrowserContext user = chromium.newUserWhoTrustsAnyCertificate()) {
            Page page = user.newPage();
            String channel = "browser:" + documented;
            page.navigate(proxy.uri("/api/status").toString());
            page.evaluate(FOLLOW, channel);
            page.waitForFunction("() => window.isConnected && window.greeting");
            assertThat((String) page.evaluate("() => greeting")).startsWith("{\"connected\":");

            Writer writer = new Writer(client(), proxy.uri("/"), channel);
            writer.publish(3);
            page.waitForFunction("() => seen.length >= 3");

            hub.kill();
            page.waitForFunction("() => source.readyState === EventSource.CONNECTING && window.code");
            awaitAnswerWithoutHub(proxy);
            hub.start();
            writer.publish(3);
            page.waitForFunction("() => seen.length >= 6");
            assertThat(page.evaluate("() => seen")).isEqualTo(List.of(0, 1, 2, 3, 4, 5));
        }
    }

    /** What an {@code EventSource} gets that asks while no node is there. */
    private static void awaitAnswerWithoutHub(RunningProxy proxy) {
        await().atMost(LIMIT).untilAsserted(() -> {
            HttpResponse<String> answer = get(client(), proxy, "/api/tasks/stream");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
            assertThat(answer.body()).isEqualTo("retry: 3000\n\n");
        });
    }
}
