package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.sse.EventStreamParser.Event;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Streams over HTTP/2, where nothing is written below the encoder. */
class Http2StreamIT {

    private static final ListenerSettings HTTP_2 =
            new ListenerSettings("127.0.0.1", 0, null, true, true, List.of(), ListenerLimits.DEFAULT);

    @Test
    void streamsManyTimesOverOneConnectionAndForgetsWhatWasReset() {
        try (SseNode node = new SseNode(SseSettings.DEFAULT, HTTP_2)) {
            HttpClient client = node.vertx()
                    .createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false));
            List<Listening> listening = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 5; i++) {
                listening.add(Listening.to(client, node.port()));
            }
            listening.forEach(one -> one.await(1));
            node.publishNumbers("chat:1", 1, 100);
            listening.forEach(one -> assertThat(one.await(101).subList(1, 101))
                    .extracting(Event::data)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 100)
                            .mapToObj(Integer::toString)
                            .toList()));
            listening.forEach(one -> one.request().reset());
            await().until(() -> node.service().counters().open() == 0);
        }
    }

    /** One stream of one connection. */
    private record Listening(HttpClientRequest request, List<byte[]> arrived) {

        static Listening to(HttpClient client, int port) {
            HttpClientRequest request =
                    SseNode.await(client.request(HttpMethod.GET, port, "localhost", "/api/events/chat:1"));
            Listening listening = new Listening(request, new CopyOnWriteArrayList<>());
            Future<HttpClientResponse> answered = request.response()
                    .map(answer -> answer.handler(buffer -> listening.arrived().add(buffer.getBytes())));
            request.send();
            HttpClientResponse response = SseNode.await(answered);
            assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(response.getHeader("content-type")).isEqualTo("text/event-stream");
            assertThat(response.getHeader("connection")).isNull();
            return listening;
        }

        List<Event> await(int count) {
            org.awaitility.Awaitility.await().until(() -> events().size() >= count);
            return events();
        }

        private List<Event> events() {
            EventStreamParser parser = new EventStreamParser();
            arrived.forEach(parser::feed);
            return parser.events();
        }
    }
}
