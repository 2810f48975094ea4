package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens, sessions and keys with the real program. */
class IdentityIT {

    private static final String PASSWORD = "correct horse battery staple";
    private static final String SECRET = "canary-7f3e1b9c-of-more-than-32-bytes";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    @Test
    void aRestartSignsNobodyOutAndLetsNobodyInAgain() throws Exception {
        String ada;
        String eve;
        try (HubProcess hub = serve().awaitUp()) {
            ada = signIn(hub, "{\"name\":\"ada\"}");
            eve = signIn(hub, "{\"name\":\"eve\"}");
            assertThat(send(hub, "DELETE", "/api/session", "", "Cookie", eve, "Origin", hub.url())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(send(hub, "GET", "/api/session", "", "Cookie", eve).statusCode())
                    .isEqualTo(401);
            hub.terminate();
            assertThat(hub.exitCode()).as(hub.err()).isZero();
        }
        try (HubProcess hub = serve().awaitUp()) {
            assertThat(send(hub, "GET", "/api/session", "", "Cookie", ada).body())
                    .contains("\"sub\":\"ada\"");
            assertThat(send(hub, "GET", "/api/session", "", "Cookie", eve).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void signingOutEndsTheSessionsStreamsAtOnce() throws Exception {
        try (HubProcess hub = serve().awaitUp()) {
            String ada = signIn(hub, "{\"name\":\"ada\"}");
            String other = signIn(hub, "{\"name\":\"ada\"}");
            try (Lines stream = stream(hub, "/api/events/tasks", "Cookie", ada);
                    Lines stays = stream(hub, "/api/events/tasks", "Cookie", other)) {
                String id = stream.await("id: ").substring(4);
                stays.await("id: ");
                send(hub, "DELETE", "/api/session", "", "Cookie", ada, "Origin", hub.url());
                stream.await("event: disconnect");
                assertThat(stream.await("data: "))
                        .isEqualTo("data: {\"code\":3504,\"reason\":\"revoked\",\"reconnect\":false}");
                assertThat(stream.awaitEnd()).isTrue();
                // as a browser comes back: without the cookie that it was told to forget, or with it if it was not told
                assertThat(send(hub, "GET", "/api/events/tasks", "", "Last-Event-ID", id)
                                .statusCode())
                        .isEqualTo(204);
                assertThat(send(hub, "GET", "/api/events/tasks", "", "Last-Event-ID", id, "Cookie", ada)
                                .statusCode())
                        .isEqualTo(401);
                send(hub, "POST", "/api/tasks", "{\"title\":\"still here\"}");
                stays.await("event: task-created");
            }
        }
    }

    @Test
    void aTokenOfTheCommandLineWorksAgainstTheRunningHub() throws Exception {
        try (HubProcess hub = serve().awaitUp()) {
            String token = token("--sub", "ada", "--name", "Ada", "--subscribe", "tasks", "--write", "tasks");
            String bearer = "Bearer " + token;
            HttpResponse<String> written =
                    send(hub, "POST", "/api/tasks", "{\"title\":\"mine\"}", "Authorization", bearer);
            assertThat(written.statusCode()).as(written.body()).isEqualTo(201);
            assertThat(written.body()).contains("\"updatedBy\":\"Ada\"");
            assertThat(send(hub, "GET", "/api/pets", "", "Authorization", bearer)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(send(hub, "GET", "/api/tasks", "", "Authorization", bearer + "x")
                            .statusCode())
                    .isEqualTo(401);
            HttpResponse<String> history = send(hub, "GET", "/api/channels/tasks/publications", "");
            assertThat(history.body()).contains("\"actor\":{\"sub\":\"ada\",\"name\":\"Ada\"}");
            try (HubProcess publish =
                    HubProcess.start(folder, "publish", "chat:1", "1", "--token", token, "--url", hub.url())) {
                assertThat(publish.exitCode()).isEqualTo(1);
                assertThat(publish.err()).contains("403");
            }
            assertThat(hub.err()).doesNotContain(token);
        }
    }

    @Test
    void theOperatorRevokesWhatSomebodyHasGotSoFar() throws Exception {
        try (HubProcess hub = serve().awaitUp()) {
            String bearer = "Bearer " + token("--sub", "ada", "--subscribe", "tasks");
            String session = signIn(hub, "{\"name\":\"ada\"}");
            try (Lines stream = stream(hub, "/api/events/tasks", "Authorization", bearer)) {
                stream.await("id: ");
                String revocations = hub.adminUrl() + "/admin/revocations";
                assertThat(hub.send("POST", revocations, "{}").statusCode()).isEqualTo(422);
                assertThat(hub.send("POST", hub.url() + "/admin/revocations", "{\"sub\":\"ada\"}")
                                .statusCode())
                        .isEqualTo(404);
                assertThat(hub.send("POST", revocations, "{\"sub\":\"ada\"}").statusCode())
                        .isEqualTo(204);
                stream.await("event: disconnect");
                assertThat(stream.await("data: ")).contains("\"code\":3504");
            }
            assertThat(send(hub, "GET", "/api/tasks", "", "Authorization", bearer)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(send(hub, "GET", "/api/tasks", "", "Cookie", session).statusCode())
                    .isEqualTo(401);
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> {
                String next = signIn(hub, "{\"name\":\"ada\"}");
                return send(hub, "GET", "/api/session", "", "Cookie", next).statusCode() == 200;
            });
        }
    }

    @Test
    void withKeysEverybodyHasToSayWhoTheyAre() throws Exception {
        Path config = Files.writeString(
                folder.resolve("keys.yaml"),
                "auth: {keys: {main: '${env:IDENTITY_SECRET}'}, users: {ada: {password: '" + hash() + "', name: Ada,"
                        + " subscribe: ['tasks', 'inbox:{sub}'], write: ['tasks']}}, anonymous: {subscribe: ['news:*']}}\n"
                        + "listen: {host: '0.0.0.0', privateNetwork: true}\n");
        List<String> texts = new ArrayList<>();
        try (HubProcess hub = HubProcess.start(
                        folder, Map.of("IDENTITY_SECRET", SECRET), arguments("--config", config.toString()))
                .awaitUp()) {
            assertThat(hub.out()).doesNotContain("DEVELOPMENT MODE");
            HttpResponse<String> nobody = send(hub, "GET", "/api/tasks", "");
            assertThat(nobody.statusCode()).isEqualTo(401);
            assertThat(nobody.body()).contains("\"detail\":\"You must be signed in.\"");
            assertThat(nobody.headers().firstValue("www-authenticate")).isPresent();
            assertThat(send(hub, "GET", "/api/channels/news:1/publications", "").statusCode())
                    .isEqualTo(200);
            assertThat(send(hub, "POST", "/api/channels/news:1/publications", "{\"data\":1}")
                            .statusCode())
                    .isEqualTo(401);
            HttpResponse<String> wrong =
                    send(hub, "POST", "/api/session", "{\"name\":\"ada\",\"password\":\"" + PASSWORD + "x\"}");
            assertThat(wrong.statusCode()).isEqualTo(401);
            String ada = signIn(hub, "{\"name\":\"ada\",\"password\":\"" + PASSWORD + "\"}");
            HttpResponse<String> written =
                    send(hub, "POST", "/api/tasks", "{\"title\":\"mine\"}", "Cookie", ada, "Origin", hub.url());
            assertThat(written.statusCode()).as(written.body()).isEqualTo(201);
            assertThat(send(hub, "GET", "/api/channels/inbox:ada/publications", "", "Cookie", ada)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send(hub, "GET", "/api/channels/inbox:eve/publications", "", "Cookie", ada)
                            .statusCode())
                    .isEqualTo(403);
            texts.addAll(List.of(nobody.body(), wrong.body(), written.body(), ada));
            texts.add(send(hub, "GET", "/api/openapi.json", "").body());
            texts.add(hub.send("GET", hub.adminUrl() + "/metrics", "").body());
            texts.add(hub.send("GET", hub.adminUrl() + "/health/ready", "").body());
            texts.add(hub.out());
            texts.add(hub.err());
        }
        assertThat(texts).allMatch(text -> !text.contains(SECRET) && !text.contains(PASSWORD));
    }

    private String hash() throws Exception {
        try (HubProcess hash = HubProcess.start(folder, "hash-password").type(PASSWORD + "\n")) {
            assertThat(hash.exitCode()).as(hash.err()).isZero();
            return hash.out().strip();
        }
    }

    private String token(String... arguments) throws Exception {
        String[] all = Stream.concat(
                        Stream.of("token", "--data", folder.resolve("data").toString()), Stream.of(arguments))
                .toArray(String[]::new);
        try (HubProcess token = HubProcess.start(folder, all)) {
            assertThat(token.exitCode()).as(token.err()).isZero();
            return token.out().strip();
        }
    }

    /** Signs in; the cookie. */
    private String signIn(HubProcess hub, String body) throws Exception {
        HttpResponse<String> answer = send(hub, "POST", "/api/session", body, "Origin", hub.url());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");
    }

    private HttpResponse<String> send(HubProcess hub, String method, String path, String body, String... headers)
            throws Exception {
        return client.send(request(hub, method, path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    private Lines stream(HubProcess hub, String path, String... headers) throws Exception {
        return new Lines(client.send(request(hub, "GET", path, "", headers), HttpResponse.BodyHandlers.ofInputStream())
                .body());
    }

    private static HttpRequest request(HubProcess hub, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(hub.url() + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    private HubProcess serve() throws Exception {
        return HubProcess.start(folder, arguments());
    }

    private String[] arguments(String... more) {
        return Stream.concat(
                        Stream.of(
                                "serve",
                                "--port",
                                "0",
                                "--data",
                                folder.resolve("data").toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** A stream, line by line; what does not come ends with the test's own time limit. */
    private record Lines(BufferedReader reader) implements AutoCloseable {

        Lines(InputStream in) {
            this(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        }

        String await(String beginning) throws IOException {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith(beginning)) {
                    return line;
                }
            }
            throw new AssertionError("ended before " + beginning);
        }

        boolean awaitEnd() throws IOException {
            return reader.lines().allMatch(String::isEmpty);
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
