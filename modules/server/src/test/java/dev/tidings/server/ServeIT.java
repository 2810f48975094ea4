package dev.tidings.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Seeded;
import dev.tidings.verify.FreePorts;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real program, started, used and stopped as its operator does it. */
class ServeIT {

    /** Starts that are cut short; {@code scripts/soak starts} does 50. */
    private static final int CUT_STARTS = Integer.getInteger("tidings.cutStarts", 8);

    private static final int LATEST_CUT_MILLIS = 5_000;

    @TempDir
    private Path folder;

    @Test
    void servesPublishesTailsAndStopsCleanly() throws Exception {
        try (HubProcess hub = serve().awaitUp();
                HubProcess tail =
                        HubProcess.start(folder, "tail", "chat:1", "--since", "earliest", "--url", hub.url());
                HubProcess publish = HubProcess.start(
                        folder, "publish", "chat:1", "{\"text\":\"hi\"}", "--event", "said", "--url", hub.url())) {
            assertThat(publish.exitCode()).as(publish.err()).isZero();
            assertThat(publish.out()).contains("\"offset\":1");
            awaitText(tail, "\"event\":\"said\"");
            assertThat(tail.out())
                    .startsWith("{\"position\":\"")
                    .contains("{\"text\":\"hi\"}")
                    .hasLineCount(1);

            assertThat(hub.out())
                    .contains(
                            "DEVELOPMENT MODE",
                            "curl -N",
                            folder.resolve("data").toString());
            hub.terminate();
            assertThat(hub.exitCode()).as(hub.err()).isZero();
        }
    }

    @Test
    void tailGoesOnAfterAKillWithoutLossOrRepeat() throws Exception {
        int port = FreePorts.one();
        try (HubProcess first = serve(port).awaitUp();
                HubProcess tail =
                        HubProcess.start(folder, "tail", "chat:1", "--since", "earliest", "--url", first.url())) {
            publish(first, 1);
            awaitText(tail, "\"data\":1");
            first.kill();
            first.exitCode();
            try (HubProcess second = serve(port).awaitUp()) {
                publish(second, 2);
                awaitText(tail, "\"data\":2");
            }
            assertThat(tail.out()).hasLineCount(2);
        }
    }

    @Test
    void operatorSeesHealthAndFigures() throws Exception {
        try (HubProcess hub = serve().awaitUp()) {
            assertThat(hub.send("GET", hub.adminUrl() + "/health/live", "").body())
                    .isEqualTo("{\"status\":\"ok\"}");
            assertThat(hub.send("GET", hub.adminUrl() + "/health/ready", "").statusCode())
                    .isEqualTo(200);
            assertThat(hub.send("GET", hub.url() + "/health/ready", "").body()).isEqualTo("{\"status\":\"ok\"}");
            assertThat(hub.send("GET", hub.url() + "/metrics", "").statusCode()).isEqualTo(404);
            HttpResponse<String> metrics = hub.send("GET", hub.adminUrl() + "/metrics", "");
            assertThat(metrics.headers().firstValue("content-type").orElse("")).startsWith("text/plain; version=0.0.4");
            assertThat(metrics.body().lines())
                    .allMatch(line -> line.matches("# (HELP|TYPE) .+|[a-z_]+(\\{[a-z]+=\"[^\"]*\"\\})? -?[0-9.E-]+"))
                    .contains("tidings_log_writable 1", "tidings_failures_total 0");
        }
    }

    @Test
    void aStopTellsEveryStreamInWavesWhenToComeBack() throws Exception {
        Path config = Files.writeString(folder.resolve("drain.yaml"), "drain: 2s");
        List<Path> heads = new ArrayList<>();
        List<Process> clients = new ArrayList<>();
        try (HubProcess hub = HubProcess.start(
                        folder, "serve", "--port", "0", "--config", config.toString(), "--data", data())
                .awaitUp()) {
            for (int i = 0; i < 20; i++) {
                Path output = folder.resolve("stream" + i);
                heads.add(output);
                clients.add(new ProcessBuilder("curl", "-sN", hub.url() + "/api/events/tasks")
                        .redirectOutput(output.toFile())
                        .start());
            }
            for (Path head : heads) {
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> Files.readString(head).contains("event: connected"));
            }
            long begin = System.nanoTime();
            hub.terminate();
            assertThat(hub.exitCode()).as(hub.err()).isZero();
            assertThat(System.nanoTime() - begin)
                    .as("not all at once")
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(400));
            for (Process client : clients) {
                // curl's 0: the body came to its proper end
                assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(client.exitValue()).isZero();
            }
            // only now: the hub may be gone before its clients have read what it said
            for (Path head : heads) {
                assertThat(Files.readString(head))
                        .containsPattern(
                                "retry: \\d+\n(\n)?event: disconnect\ndata: \\{\"code\":3001,\"reason\":\"drain\",\"reconnect\":true\\}\n\n$");
            }
        } finally {
            clients.forEach(Process::destroyForcibly);
        }
    }

    @Test
    void aSecondSignalEndsItAtOnceAndLosesNothing() throws Exception {
        // in good order it would take minutes, until the last of these streams has its turn
        int streams = 20;
        Path config = Files.writeString(folder.resolve("slow.yaml"), "drain: 10min");
        List<Socket> clients = new ArrayList<>();
        try (HubProcess hub = HubProcess.start(
                        folder, "serve", "--port", "0", "--config", config.toString(), "--data", data())
                .awaitUp()) {
            publish(hub, 1);
            for (int i = 0; i < streams; i++) {
                clients.add(stream(hub));
            }
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> hub.send("GET", hub.adminUrl() + "/metrics", "")
                            .body()
                            .contains("tidings_event_streams " + streams));
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .pollInterval(20, TimeUnit.MILLISECONDS)
                    .until(() -> {
                        hub.terminate();
                        return !hub.isAlive();
                    });
            assertThat(hub.exitCode()).as("not in good order").isEqualTo(143);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        try (HubProcess hub = serve().awaitUp()) {
            String history = hub.url() + "/api/channels/chat:1/publications";
            assertThat(hub.send("GET", history, "").body()).contains("\"offset\":1");
        }
    }

    @Test
    void aPortInUseIsOneClearLine() throws Exception {
        try (HubProcess first = serve().awaitUp()) {
            String port = first.url().substring(first.url().lastIndexOf(':') + 1);
            try (HubProcess second = HubProcess.start(
                    folder,
                    "serve",
                    "--port",
                    port,
                    "--data",
                    folder.resolve("other").toString())) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(lastLine(second))
                        .isEqualTo("tidings: listen.port: port " + port
                                + " on 127.0.0.1 is in use; choose another (TIDINGS_LISTEN_PORT)");
            }
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void aDataFolderInUseIsOneClearLine() throws Exception {
        try (HubProcess first = serve().awaitUp();
                HubProcess second = serve()) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(lastLine(second))
                    .contains(folder.resolve("data").toString())
                    .contains("in use");
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void stopsCleanlyAtAnyMomentOfItsStart() throws Exception {
        long seed = Seeded.seed(ServeIT.class);
        Random random = new Random(seed);
        for (int i = 0; i < CUT_STARTS; i++) {
            long cut = random.nextInt(LATEST_CUT_MILLIS);
            try (HubProcess hub = serve()) {
                Awaitility.await()
                        .pollDelay(cut, TimeUnit.MILLISECONDS)
                        .atMost(30, TimeUnit.SECONDS)
                        .until(() -> true);
                hub.terminate();
                // 143 is the JVM's own answer as long as the program has not begun
                assertThat(hub.exitCode())
                        .as("after " + cut + " ms: " + hub.err())
                        .isIn(0, 143);
                assertThat(hub.err()).doesNotContain("ERROR", "did not stop cleanly");
            }
        }
        try (HubProcess hub = serve().awaitUp()) {
            assertThat(hub.err()).doesNotContainIgnoringCase("repair").doesNotContain("ERROR");
        }
    }

    @Test
    void keepsWhatItAcknowledgedAcrossAStopAndAKill() throws Exception {
        try (HubProcess hub = serve().awaitUp()) {
            assertThat(create(hub, "one").statusCode()).isEqualTo(201);
            hub.terminate();
            assertThat(hub.exitCode()).isZero();
        }
        try (HubProcess hub = serve().awaitUp()) {
            assertThat(create(hub, "two").statusCode()).isEqualTo(201);
            hub.kill();
            hub.exitCode();
        }
        try (HubProcess hub = serve().awaitUp()) {
            assertThat(hub.send("GET", hub.url() + "/api/tasks", "").body()).contains("\"one\"", "\"two\"");
        }
    }

    @Test
    void logsInJsonWhenToldSo() throws Exception {
        Path config = Files.writeString(folder.resolve("json.yaml"), "logging: {format: json}");
        try (HubProcess hub = HubProcess.start(
                        folder, "serve", "--port", "0", "--config", config.toString(), "--data", data())
                .awaitUp()) {
            hub.terminate();
            assertThat(hub.exitCode()).as(hub.err()).isZero();
            assertThat(hub.err().lines()).isNotEmpty().allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        }
    }

    /** A stream that nobody reads. */
    private static Socket stream(HubProcess hub) throws Exception {
        URI uri = URI.create(hub.url());
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.getOutputStream().write("GET /api/events/chat:1 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
        return socket;
    }

    private static HttpResponse<String> create(HubProcess hub, String title) throws Exception {
        return hub.send("POST", hub.url() + "/api/tasks", "{\"title\":\"" + title + "\"}");
    }

    private static void publish(HubProcess hub, int data) throws Exception {
        HttpResponse<String> answer =
                hub.send("POST", hub.url() + "/api/channels/chat:1/publications", "{\"data\":" + data + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static void awaitText(HubProcess process, String text) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .alias(text)
                .until(() -> process.out().contains(text));
    }

    private static String lastLine(HubProcess process) {
        return process.err().lines().reduce((first, second) -> second).orElse("");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private HubProcess serve() throws Exception {
        return serve(0);
    }

    private HubProcess serve(int port) throws Exception {
        return HubProcess.start(folder, "serve", "--port", String.valueOf(port), "--data", data());
    }
}
