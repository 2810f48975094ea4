package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of the limits, as the real program keeps them. */
class LimitsIT {

    @TempDir
    private Path folder;

    private HubProcess serve(String limits) throws IOException {
        Path config = Files.writeString(folder.resolve("limits.yaml"), "limits: " + limits);
        String data = folder.resolve("data").toString();
        return HubProcess.start(folder, "serve", "--port", "0", "--config", config.toString(), "--data", data)
                .awaitUp();
    }

    private static void awaitRefused(HubProcess hub, String limit, int count) {
        String line = "tidings_refused_total{limit=\"" + limit + "\"} " + count;
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> hub.send("GET", hub.adminUrl() + "/metrics", "")
                        .body()
                        .lines()
                        .anyMatch(line::equals));
    }

    @Test
    void theOperatorGetsInAndSeesWhyWhenClientsTakeEveryConnection() throws Exception {
        try (HubProcess hub = serve("{connections: 4}")) {
            int port = URI.create(hub.url()).getPort();
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            awaitRefused(hub, "connections", 3);
            assertThat(hub.send("GET", hub.adminUrl() + "/health/ready", "").statusCode())
                    .isEqualTo(200);
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aUserHasAsManyStreamsAndWritesAsTheSettingsSay() throws Exception {
        try (HubProcess hub = serve("{connectionsPerUser: 1, writesPerSecondPerUser: 1, spareLoopback: false}")) {
            String cookie = signIn(hub);
            Process first = new ProcessBuilder("curl", "-sN", "-b", cookie, hub.url() + "/api/events/tasks")
                    .redirectOutput(folder.resolve("first").toFile())
                    .start();
            try {
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> Files.readString(folder.resolve("first")).contains("event: connected"));
                assertThat(second(hub, cookie))
                        .contains("\"code\":3503", "You have more than 1 live connections.", "\"reconnect\":false");
                awaitRefused(hub, "connections-per-user", 1);
                assertThat(first.isAlive()).isTrue();
            } finally {
                first.destroy();
            }
            // so many at once that the next is too many, however long it takes
            String many = "{\"channel\":\"chat:1\",\"data\":1}\n".repeat(300);
            assertThat(publish(hub, cookie, "application/x-ndjson", many).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> next =
                    publish(hub, cookie, "application/json", "[{\"channel\":\"chat:1\",\"data\":1}]");
            assertThat(next.statusCode()).isEqualTo(429);
            assertThat(next.headers().firstValue("retry-after")).isPresent();
            assertThat(next.body()).contains("You send more than 1 writes a second.");
        }
    }

    private static String signIn(HubProcess hub) throws Exception {
        HttpResponse<String> answer = hub.send("POST", hub.url() + "/api/session", "{\"name\":\"Ann\"}");
        return answer.headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");
    }

    private static String second(HubProcess hub, String cookie) throws Exception {
        Process curl =
                new ProcessBuilder("curl", "-sN", "-m", "60", "-b", cookie, hub.url() + "/api/events/pets").start();
        return new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> publish(HubProcess hub, String cookie, String type, String body)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(hub.url() + "/api/publications"))
                .header("content-type", type)
                .header("cookie", cookie)
                .header("origin", hub.url())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
