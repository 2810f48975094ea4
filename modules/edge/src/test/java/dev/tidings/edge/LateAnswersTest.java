package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.model.HubException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Answers that are ready when nobody waits for them any more, as when a session had to be asked for elsewhere. */
@TestInstance(Lifecycle.PER_CLASS)
class LateAnswersTest {

    private static final String GET = "GET /later HTTP/1.1\r\nHost: localhost\r\n";

    private final AtomicReference<Exchange> asked = new AtomicReference<>();
    private final AtomicInteger closes = new AtomicInteger();
    private final EdgeNode node = new EdgeNode(
            new ListenerSettings("127.0.0.1", 0, null, true, true, List.of(), ListenerLimits.DEFAULT),
            Border.development(),
            operation(HttpMethod.GET, "/later", asked::set));

    @BeforeEach
    void forget() {
        asked.set(null);
    }

    @AfterAll
    void close() {
        node.close();
    }

    @Test
    void tellsAStreamThatIsOpenedTooLateThatItHasEnded() {
        try (RawClient client = node.connect()) {
            client.send(GET + "\r\n");
            awaitQuestion();
        }
        awaitEnd();
        opensAClosedStream();
    }

    @Test
    void tellsAStreamOfHttp2ThatIsOpenedTooLateThatItHasEnded() {
        HttpClient client = node.vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        HttpClientRequest request = EdgeNode.await(client.request(HttpMethod.GET, node.port(), "127.0.0.1", "/later"));
        request.end();
        awaitQuestion();
        request.reset();
        awaitEnd();
        opensAClosedStream();
        EdgeNode.await(client.close());
    }

    @Test
    void refusesAnUpgradeThatComesTooLate() {
        try (RawClient client = node.connect()) {
            client.send(GET + "Connection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            awaitQuestion();
        }
        awaitEnd();
        node.onLoop(() -> assertThatThrownBy(() -> asked.get().upgrade("echo", duplex -> {
                    throw new AssertionError("nobody is there to speak with");
                }))
                .isInstanceOf(HubException.class));
    }

    private void opensAClosedStream() {
        node.onLoop(() -> {
            BodyStream stream = asked.get().stream(200);
            stream.onClose(closes::incrementAndGet);
            assertThat(closes.getAndSet(0)).isEqualTo(1);
            assertThat(stream.isClosed()).isTrue();
            assertThat(stream.isWritable()).isFalse();
            stream.write(new byte[] {'a'});
            stream.flush();
            stream.end();
        });
    }

    private void awaitQuestion() {
        await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() != null);
    }

    private void awaitEnd() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> node.onLoop(
                        () -> assertThat(asked.get().response().closed()).isTrue()));
    }
}
