package dev.tidings.socket.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.socket.WireClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A client asks for large replies, many at once, and takes them slowly or never: what waits for it is shared with all others
 * until it goes out, and each goes out by itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeRepliesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DOCUMENTS = 20;
    private static final int TITLE = 50_000;
    private static final int REQUESTS = 40;
    private static final List<String> ALL =
            IntStream.range(0, REQUESTS).mapToObj(i -> "r-" + i).toList();

    private final BridgeNode node = new BridgeNode();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    void fill() {
        for (int i = 0; i < DOCUMENTS; i++) {
            node.node().put("tasks", "large-" + i, "t".repeat(TITLE));
        }
    }

    @AfterAll
    void close() {
        node.close();
    }

    private static String read(int number) {
        return "{\"type\":\"send\",\"address\":\"tidings.read\",\"body\":{\"collection\":\"tasks\"},\"replyAddress\":\"r-"
                + number + "\"}";
    }

    /** All requests in one body. */
    private static String requests() throws Exception {
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(read(i));
        }
        return JSON.writeValueAsString(requests);
    }

    private CompletableFuture<String> post(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.node().port() + "/eventbus/000/" + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::body);
    }

    /** The addresses of the replies in a frame; none in a heartbeat. */
    private static List<String> addresses(String frame) throws Exception {
        List<String> addresses = new ArrayList<>();
        if (frame.startsWith("h")) {
            return addresses;
        }
        for (JsonNode message : JSON.readTree(frame.substring(1))) {
            addresses.add(JSON.readTree(message.textValue()).get("address").textValue());
        }
        return addresses;
    }

    @Test
    void answersAPollWithOneOfThem() throws Exception {
        assertThat(post("polled/xhr", "").get(60, TimeUnit.SECONDS)).isEqualTo("o\n");
        CompletableFuture<String> sent = post("polled/xhr_send", requests());
        List<String> replied = new ArrayList<>();
        while (replied.size() < REQUESTS) {
            List<String> some = addresses(post("polled/xhr", "").get(60, TimeUnit.SECONDS));
            assertThat(some).hasSizeLessThanOrEqualTo(1);
            replied.addAll(some);
        }
        assertThat(replied).containsExactlyInAnyOrderElementsOf(ALL);
        assertThat(sent.get(60, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void givesAWebSocketOneAfterTheOtherAndListensToItAgain() throws Exception {
        try (WireClient client = WireClient.open(node.node().port(), "/eventbus/000/socket/websocket")) {
            assertThat(client.message()).isEqualTo("o");
            client.text(requests());
            client.text(JSON.writeValueAsString(List.of(read(REQUESTS))));
            List<String> replied = new ArrayList<>();
            while (replied.size() <= REQUESTS) {
                replied.addAll(addresses(client.message()));
            }
            assertThat(replied.subList(0, REQUESTS)).containsExactlyInAnyOrderElementsOf(ALL);
            assertThat(replied.get(REQUESTS)).isEqualTo("r-" + REQUESTS);
        }
    }
}
