package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.await;
import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.model.JsonText;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The same border over HTTP/2, all streams on one connection. */
@TestInstance(Lifecycle.PER_CLASS)
class Http2Test {

    private static final int HASTY_MILLIS = 3_000;

    /** Of the streams that the running test opened: those of the one before may close late. */
    private volatile AtomicInteger closes = new AtomicInteger();

    private final AtomicReference<BodyStream> flooded = new AtomicReference<>();
    private final EdgeNode node = node(60_000);

    /** It waits for nobody who leaves his answer unread, or sends his body slowly. */
    private final EdgeNode hasty = node(HASTY_MILLIS);

    private final HttpClient client = node.vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    @AfterAll
    void close() {
        await(client.close());
        node.close();
        hasty.close();
    }

    private EdgeNode node(int millis) {
        ListenerLimits limits =
                new ListenerLimits(8192, 16384, 60_000, millis, 60_000, millis, 100, ClientLimits.DEFAULT, 20);
        return new EdgeNode(
                new ListenerSettings("127.0.0.1", 0, null, true, true, List.of(), limits),
                Border.development(),
                operation(HttpMethod.GET, "/things", exchange -> exchange.respond(200, JsonText.of("1"))),
                operation(
                        HttpMethod.POST,
                        "/things",
                        List.of(),
                        EdgeNode.json(1000, new JsonObject()),
                        exchange -> exchange.respond(200, exchange.json())),
                operation(HttpMethod.GET, "/three", exchange -> {
                    BodyStream stream = exchange.stream(200);
                    for (String part : List.of("a", "b", "c")) {
                        stream.write(part.getBytes(StandardCharsets.US_ASCII));
                        stream.flush();
                    }
                    stream.end();
                }),
                operation(HttpMethod.GET, "/flood", this::flood));
    }

    private void flood(Exchange exchange) {
        BodyStream stream = exchange.stream(200);
        flooded.set(stream);
        stream.onClose(closes::incrementAndGet);
        int[] left = {1000};
        Runnable more = () -> {
            while (left[0] > 0 && stream.isWritable()) {
                left[0]--;
                stream.write(new byte[1000]);
                stream.flush();
            }
            if (left[0] == 0) {
                stream.end();
            }
        };
        stream.onWritable(more);
        more.run();
    }

    private Future<HttpClientRequest> request(EdgeNode at, HttpMethod method, String path) {
        return client.request(new RequestOptions()
                .setMethod(method)
                .setHost("localhost")
                .setPort(at.port())
                .setURI(path));
    }

    private HttpClientResponse get(EdgeNode at, String path) {
        return await(request(at, HttpMethod.GET, path).compose(HttpClientRequest::send));
    }

    /** It is read from the moment that the answer is there: none of it waits for this thread. */
    private Buffer body(String path) {
        return await(request(node, HttpMethod.GET, path)
                .compose(request -> request.send().compose(HttpClientResponse::body)));
    }

    @Test
    void answersRequestsAndRefusals() {
        HttpClientResponse answer = get(node, "/things");
        assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(get(node, "/nothing").statusCode()).isEqualTo(404);
        Buffer echoed = await(request(node, HttpMethod.POST, "/things")
                .compose(request -> request.putHeader("content-type", "application/json")
                        .send("{\"a\":1}")
                        .compose(HttpClientResponse::body)));
        assertThat(echoed).hasToString("{\"a\":1}");
    }

    @Test
    void streamsThroughThePublicInterface() {
        Buffer body = body("/three");
        assertThat(body).hasToString("abc");
    }

    @Test
    void finishesALongStreamForWhoReads() {
        Buffer body = body("/flood");
        assertThat(body.length()).isEqualTo(1_000_000);
    }

    @Test
    void resetsAStalledStreamAndLetsTheOthersGoOn() {
        closes = new AtomicInteger();
        HttpClientResponse stalled = await(request(hasty, HttpMethod.GET, "/flood")
                .compose(request -> request.send().map(HttpClientResponse::pause)));
        assertThat(get(hasty, "/things").statusCode()).isEqualTo(200);
        assertThat(get(hasty, "/three").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(closes).hasValue(1));
        assertThat(flooded.get().isClosed()).isTrue();
        assertThat(stalled.statusCode()).isEqualTo(200);
        assertThat(get(hasty, "/things").statusCode()).isEqualTo(200);
    }

    @Test
    void resetsWhoSendsABodyTooSlowly() {
        Future<HttpClientResponse> slow = request(hasty, HttpMethod.POST, "/things")
                .compose(request -> {
                    request.setChunked(true).putHeader("content-type", "application/json");
                    return request.write("{").compose(sent -> request.response());
                });
        await().until(slow::failed);
        assertThat(get(hasty, "/things").statusCode()).isEqualTo(200);
    }
}
