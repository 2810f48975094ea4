package dev.tidings.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.tidings.hub.Pipe;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Tickets that are used at another node than the one that made them. */
class TicketsOfOtherNodesTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String RECONNECT = "Last-Event-ID: x";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();
    private final ListAppender<ILoggingEvent> log = listening();
    private final Vertx vertx = Vertx.vertx();
    private final PipeMesh mesh = new PipeMesh(vertx);
    private final Map<String, TicketNode> nodes = new LinkedHashMap<>();
    private final TicketNode a = node("a").open();
    private final TicketNode b = node("b").open();
    private final TicketNode c = node("c").open();

    private TicketNode node(String name) {
        TicketNode node = new TicketNode(vertx, mesh, name);
        nodes.put(name, node);
        return node;
    }

    /** To everything that any of the nodes logs. */
    private ListAppender<ILoggingEvent> listening() {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        root.addAppender(appender);
        root.setLevel(Level.DEBUG);
        root.debug("everything is heard");
        return appender;
    }

    @AfterEach
    void nothingIsLeftAndNoSecretIsInALog() {
        nodes.values().forEach(TicketNode::endStreams);
        for (TicketNode node : nodes.values()) {
            await().atMost(LIMIT).until(() -> node.pipes() == 0);
            assertThat(node.failures()).isZero();
            node.close();
        }
        EdgeNode.await(vertx.close());
        root.detachAppender(log);
        root.setLevel(level);
        assertThat(log.list).isNotEmpty();
        nodes.values().stream()
                .flatMap(node -> node.secrets().stream())
                .forEach(secret -> assertThat(log.list)
                        .noneMatch(event -> event.getFormattedMessage().contains(secret)
                                || ThrowableProxyUtil.asString(event.getThrowableProxy())
                                        .contains(secret)));
    }

    @Test
    void openAStreamWithTheRightsOfWhoAskedForIt() {
        RawClient.Answer answer = b.stream(a.ticket());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("ada Actor[sub=ada, name=Ada Lovelace] inbox true secret false write false");
    }

    @Test
    void openAStreamAgainAtAThirdNodeOnlyByItsOwnReconnect() {
        String ticket = a.ticket();
        assertThat(b.stream(ticket).status()).isEqualTo(200);
        for (TicketNode node : nodes.values()) {
            assertThat(node.stream(ticket).status()).isEqualTo(401);
            assertThat(node.socket(ticket).status()).isEqualTo(401);
        }
        assertThat(c.stream(ticket + "&other=1", RECONNECT).status()).isEqualTo(401);
        assertThat(c.stream(ticket, RECONNECT).status()).isEqualTo(200);
        assertThat(a.stream(ticket).status()).as("two live").isEqualTo(401);
        b.endStreams();
        c.endStreams();
        // a pipe is counted no more a moment before its end is told
        await().atMost(LIMIT).until(() -> a.stream(ticket).status() == 200);
        assertThat(b.stream(ticket).status()).as("it lives at its own node").isEqualTo(401);
        a.endStreams();
        assertThat(b.stream(ticket).status()).isEqualTo(200);
    }

    @Test
    void openOneWebSocketAtWhicheverNode() {
        String ticket = a.ticket();
        assertThat(b.socket(ticket).status()).isEqualTo(200);
        for (TicketNode node : nodes.values()) {
            assertThat(node.socket(ticket).status()).isEqualTo(401);
            assertThat(node.stream(ticket, RECONNECT).status()).isEqualTo(401);
        }
        await().atMost(LIMIT).until(() -> a.pipes() + b.pipes() + c.pipes() == 0);
    }

    @Test
    void areBoundToNetworkAndOriginThereToo() {
        String from = "X-Forwarded-For: 192.0.2.7";
        String page = "Origin: https://app.example";
        String ticket = a.ticket(from, page);
        assertThat(b.stream(ticket, "X-Forwarded-For: 192.0.3.7", page).status())
                .isEqualTo(401);
        assertThat(b.stream(ticket, from, "Origin: https://other.example").status())
                .isEqualTo(401);
        assertThat(b.stream(ticket, "X-Forwarded-For: 192.0.2.200", page).status())
                .isEqualTo(200);
    }

    @Test
    void areNoGoodWhenTheirNodeIsGoneOrUnknown() {
        String ticket = a.ticket();
        mesh.kill("a");
        assertThat(b.stream(ticket).status()).isEqualTo(401);
        assertThat(b.stream("nobody." + "x".repeat(32)).status()).isEqualTo(401);
        assertThat(b.stream("." + "x".repeat(32)).status()).isEqualTo(401);
        assertThat(b.stream("nonsense").status()).isEqualTo(401);
        assertThat(b.stream("c." + "x".repeat(32)).status()).isEqualTo(401);
        assertThat(b.stream("c.x%0Ay").status()).isEqualTo(401);
    }

    @Test
    void takeAStreamForEndedWhoseNodeIsGone() {
        String ticket = a.ticket();
        assertThat(b.stream(ticket).status()).isEqualTo(200);
        mesh.kill("b");
        await().atMost(LIMIT).until(() -> a.pipes() == 0);
        assertThat(c.stream(ticket).status()).isEqualTo(200);
    }

    @Test
    void areFreeAgainWhenTheRequestWasRefusedAfterAll() {
        String ticket = a.ticket();
        assertThat(b.stream(ticket, "Accept: text/html").status()).isEqualTo(406);
        assertThat(b.stream(ticket).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{\"sub\":\"ada\"}", "[]", "silence", "an end"})
    void areNoGoodWhenTheirNodeAnswersSomethingElse(String answer) {
        node("d").answer("tickets/1", (pipe, head) -> {
            if (answer.equals("an end")) {
                pipe.close(new byte[0]);
            } else if (!answer.equals("silence")) {
                pipe.send(answer.getBytes(UTF_8));
            }
            return new Ignoring();
        });
        assertThat(b.stream("d." + "x".repeat(32)).status()).isEqualTo(401);
    }

    @Test
    void areNoGoodWhenTheirNodeIsOfAnotherVersion() {
        node("d").answer("tickets/2", (pipe, head) -> new Ignoring());
        assertThat(b.stream("d." + "x".repeat(32)).status()).isEqualTo(401);
    }

    /** Says and hears nothing. */
    private record Ignoring() implements Pipe.Receiver {

        @Override
        public void message(byte[] message) {
            // nothing is said to it
        }

        @Override
        public void closed(Pipe.End end) {
            // as it is to be
        }
    }
}
