package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pages may use the hub, by every way in: one gate stands before all of them. */
class OriginsIT {

    private static final String HANDSHAKE =
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    /** What begins each way in; a page's own code sends all of them. */
    private static final Map<String, String> WAYS = Map.of(
            "a stream", "GET /api/events/news:1 HTTP/1.1\r\n",
            "several channels", "GET /api/events?channels=news:1,news:2 HTTP/1.1\r\n",
            "a long poll", "GET /api/channels/news:1/publications?wait=1 HTTP/1.1\r\n",
            "a read", "GET /api/channels/news:1/publications HTTP/1.1\r\n",
            "a posted stream", "POST /api/events HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 28\r\n",
            "a sign-in", "POST /api/session HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 28\r\n",
            "a WebSocket", "GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + HANDSHAKE);

    private static final String BODY = "{\"channels\":{\"news:1\":null}}";

    /** 25 origins and whether pages of them may; HERE is the hub's own. */
    private static final Map<String, Boolean> ORIGINS = Map.ofEntries(
            Map.entry("HERE", true),
            Map.entry("https://app.example", true),
            Map.entry("http://intranet:8081", true),
            Map.entry("null", false),
            Map.entry("", false),
            Map.entry("*", false),
            Map.entry("http://app.example", false),
            Map.entry("https://app.example:8443", false),
            Map.entry("https://app.example:443", false),
            Map.entry("https://app.example/", false),
            Map.entry("https://app.example.", false),
            Map.entry("https://APP.example", false),
            Map.entry("https://evil-app.example", false),
            Map.entry("https://app.example.evil.example", false),
            Map.entry("https://sub.app.example", false),
            Map.entry("https://evil.example", false),
            Map.entry("https://user@app.example", false),
            Map.entry("https://app.example@evil.example", false),
            Map.entry("https://xn--pp-fka.example", false),
            Map.entry("https://\u00e4pp.example", false),
            Map.entry("http://localhost:1", false),
            Map.entry("http://intranet", false),
            Map.entry("file://", false),
            Map.entry("chrome-extension://abcdefgh", false),
            Map.entry("https://app.example https://evil.example", false));

    @TempDir
    private Path folder;

    @Test
    void everyWayInHasTheSameGate() throws Exception {
        Path config = Files.writeString(folder.resolve("origins.yaml"), """
                auth: {keys: {main: '${env:ORIGINS_SECRET}'}, anonymous: {subscribe: ['news:*']}}
                origins: ['https://app.example', 'http://intranet:8081']
                """);
        try (HubProcess hub = HubProcess.start(
                        folder,
                        Map.of("ORIGINS_SECRET", "a-secret-of-at-least-thirty-two-bytes"),
                        "serve",
                        "--port",
                        "0",
                        "--config",
                        config.toString(),
                        "--data",
                        folder.resolve("data").toString())
                .awaitUp()) {
            int port = URI.create(hub.url()).getPort();
            assertThat(ORIGINS).hasSize(25);
            for (Map.Entry<String, String> way : WAYS.entrySet()) {
                assertThat(passes(port, way.getValue(), List.of()))
                        .as(way.getKey() + " without an origin")
                        .isTrue();
                for (Map.Entry<String, Boolean> origin : ORIGINS.entrySet()) {
                    String named = origin.getKey().replace("HERE", "http://localhost:" + port);
                    assertThat(passes(port, way.getValue(), List.of(named)))
                            .as(way.getKey() + " from " + named)
                            .isEqualTo(origin.getValue());
                }
                assertThat(passes(port, way.getValue(), List.of("https://app.example", "https://app.example")))
                        .as(way.getKey() + " from two origins")
                        .isFalse();
            }
        }
    }

    /** Whether the gate let it pass, whatever became of it then. */
    private static boolean passes(int port, String way, List<String> origins) throws IOException {
        StringBuilder request =
                new StringBuilder(way).append("Host: localhost:").append(port).append("\r\n");
        origins.forEach(origin -> request.append("Origin: ").append(origin).append("\r\n"));
        request.append("\r\n").append(way.startsWith("POST") ? BODY : "");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String status = answer.readLine().substring(9, 12);
            String allowed = null;
            for (String line = answer.readLine(); line != null && !line.isEmpty(); line = answer.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("access-control-allow-origin:")) {
                    allowed = line.substring(line.indexOf(':') + 1).strip();
                }
            }
            boolean passed = !status.equals("403") && !status.equals("400");
            if (!status.equals("101")) {
                assertThat(allowed).isEqualTo(passed && !origins.isEmpty() ? origins.get(0) : null);
            }
            return passed;
        }
    }
}
