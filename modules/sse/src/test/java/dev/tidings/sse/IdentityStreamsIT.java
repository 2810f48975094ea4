package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.tidings.edge.Border;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.identity.Accounts;
import dev.tidings.edge.identity.AnonymousIdentity;
import dev.tidings.edge.identity.Doorkeeper;
import dev.tidings.edge.identity.Grants;
import dev.tidings.edge.identity.RevocationFeed;
import dev.tidings.edge.identity.Revocations;
import dev.tidings.edge.identity.SessionBridge;
import dev.tidings.edge.identity.Sessions;
import dev.tidings.edge.identity.TicketBridge;
import dev.tidings.edge.identity.Tickets;
import dev.tidings.edge.identity.TokenKeys;
import dev.tidings.edge.identity.TokenSigner;
import dev.tidings.edge.identity.TokenVerifier;
import dev.tidings.hub.Hub;
import dev.tidings.hub.VertxLoop;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Seeded;
import dev.tidings.sse.EventStreamParser.Event;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who gets which streams, and until when: tokens, sessions, tickets and sign-out with real streams. */
class IdentityStreamsIT {

    private static final byte[] SECRET = "canary-0123456789abcdef-canary-0".getBytes(StandardCharsets.UTF_8);
    private static final TokenSigner SIGNER = new TokenSigner("k", SECRET);

    private static final List<String> CHANNELS =
            List.of("a:1", "a:2", "b:1", "b:2", "inbox:ada", "inbox:bob", "a", "b", "ab:1");

    private final Vertx vertx = Vertx.vertx();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Log log = new Log();
    private final List<String> canaries = new ArrayList<>();
    private SseNode node;

    /** Everything that is logged. */
    private static final class Log extends AppenderBase<ILoggingEvent> {
        final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    }

    @BeforeEach
    void start() {
        log.start();
        root.addAppender(log);
        root.setLevel(Level.DEBUG);
        node = new SseNode(SseSettings.DEFAULT, ListenerSettings.development(0), this::access);
    }

    @AfterEach
    void leavesNothingBehindAndNoCredentialInTheLog() {
        node.close();
        SseNode.await(vertx.close());
        root.detachAppender(log);
        root.setLevel(Level.INFO);
        Awaitility.await().until(() -> node.service().counters().open() == 0);
        for (String canary : canaries) {
            assertThat(log.lines).noneMatch(line -> line.contains(canary));
        }
    }

    private SseNode.Access access(Hub hub) {
        SecureRandom random = new SecureRandom();
        Tickets tickets = new Tickets("n1", random, System::currentTimeMillis);
        Revocations revocations = new Revocations(
                covered -> {
                    tickets.revoke(covered);
                    hub.disconnect(covered::test, Disconnect.REVOKED);
                },
                System::currentTimeMillis);
        Sessions sessions = new Sessions(SECRET, Accounts.development(), 600_000, System::currentTimeMillis, random);
        Doorkeeper doorkeeper = new Doorkeeper(
                new TokenVerifier(new TokenKeys(Map.of("k", SECRET)), null, null, System::currentTimeMillis),
                sessions,
                revocations,
                tickets,
                new AnonymousIdentity(Grants.NONE));
        SseNode.await(
                new RevocationFeed(hub.port(new VertxLoop(vertx, vertx.getOrCreateContext())), revocations).start());
        return new SseNode.Access(
                new Border(doorkeeper, () -> false),
                doorkeeper,
                List.of(port -> new SessionBridge(sessions, revocations), port -> new TicketBridge(tickets)));
    }

    private String token(String subject, long seconds, String... channels) {
        String token = SIGNER.sign(Map.of(
                "sub",
                subject,
                "exp",
                System.currentTimeMillis() / 1000 + seconds,
                "tidings",
                Map.of("subscribe", List.of(channels))));
        canaries.add(token.substring(token.lastIndexOf('.') + 1));
        return token;
    }

    private String signIn(String name) {
        try (SseClient client = new SseClient(node.port())) {
            client.post("/api/session", "{\"name\":\"" + name + "\"}", own());
            assertThat(client.status()).isEqualTo(200);
            String cookie = client.header("set-cookie").replaceFirst(";.*", "");
            canaries.add(cookie.substring(cookie.lastIndexOf('.') + 1));
            return "Cookie: " + cookie;
        }
    }

    private void signOut(String cookie) {
        try (SseClient client = new SseClient(node.port())) {
            assertThat(client.request("DELETE /api/session HTTP/1.1", "", cookie, own())
                            .status())
                    .isEqualTo(204);
        }
    }

    private String own() {
        return "Origin: http://localhost:" + node.port();
    }

    private int status(String path, String... headers) {
        try (SseClient client = node.connect(path, headers)) {
            return client.status();
        }
    }

    private String ticket(String... headers) {
        try (SseClient client = new SseClient(node.port())) {
            client.post("/api/tickets", "", headers);
            assertThat(client.status()).isEqualTo(201);
            String ticket = new JsonObject(client.text()).getString("ticket");
            canaries.add(ticket.substring(ticket.indexOf('.') + 1));
            return ticket;
        }
    }

    @Test
    void signingOutEndsTheSessionsStreamsOnAllLoops() {
        String cookie = signIn("ada");
        String other = signIn("ada");
        List<SseClient> ending = new ArrayList<>();
        try (SseClient stays = node.connect("/api/events/chat:1", other)) {
            for (int i = 0; i < 6; i++) {
                ending.add(node.connect("/api/events/chat:1", cookie));
                ending.get(i).next();
            }
            stays.next();
            String id = ending.get(0).lastEventId();
            signOut(cookie);
            for (SseClient stream : ending) {
                List<Event> words = stream.rest();
                assertThat(words).hasSize(1);
                assertThat(words.get(0).type()).isEqualTo("disconnect");
                assertThat(words.get(0).data()).contains("\"code\":3504", "\"reconnect\":false");
            }
            assertThat(status("/api/events/chat:1", cookie, "Last-Event-ID: " + id))
                    .isEqualTo(401);
            assertThat(status("/api/events/chat:1", "Last-Event-ID: " + id)).isEqualTo(401);
            node.publish("chat:1", "message", "1");
            assertThat(stays.next().data()).isEqualTo("1");
        } finally {
            ending.forEach(SseClient::close);
        }
    }

    @Test
    void theHeadOfAStreamIsForThoseWhoMayHaveTheStream() {
        String bearer = "Authorization: Bearer " + token("ada", 60, "chat:*");
        assertThat(headStatus("/api/events/chat:1", bearer)).isEqualTo(200);
        assertThat(headStatus("/api/events?channels=chat:1,chat:2", bearer)).isEqualTo(200);
        assertThat(headStatus("/api/events/secret", bearer)).isEqualTo(403);
        assertThat(headStatus("/api/events?channels=chat:1,secret", bearer)).isEqualTo(403);
        assertThat(headStatus("/api/tasks/stream", bearer)).isEqualTo(403);
        assertThat(headStatus("/api/nothing/stream", bearer)).isEqualTo(404);
    }

    private int headStatus(String path, String header) {
        try (SseClient client = new SseClient(node.port())) {
            return client.request("HEAD " + path + " HTTP/1.1", "", header).status();
        }
    }

    @Test
    void aTicketOpensOneStreamAtATime() {
        String bearer = "Authorization: Bearer " + token("ada", 60, "chat:*");
        String ticket = ticket(bearer);
        String path = "/api/events/chat:1?ticket=" + ticket;
        try (SseClient first = node.connect(path)) {
            assertThat(first.status()).isEqualTo(200);
            first.next();
            assertThat(status(path)).isEqualTo(401);
            assertThat(status("/api/events/chat:2?ticket=" + ticket, "Last-Event-ID: x"))
                    .isEqualTo(401);
            assertThat(status(path, "Origin: http://localhost:1")).isEqualTo(401);
        }
        Awaitility.await().until(() -> node.service().counters().open() == 0);
        assertThat(status(path)).isEqualTo(200);
        Awaitility.await().until(() -> node.service().counters().open() == 0);
        assertThat(status("/api/events/chat:1?ticket=" + ticket(bearer) + "x")).isEqualTo(401);
        assertThat(status("/api/events/secret?ticket=" + ticket(bearer))).isEqualTo(403);
        // no credential stands in an address, and a ticket counts only where nothing else can be sent
        assertThat(status("/api/events/chat:1?token=" + token("ada", 60, "*"))).isEqualTo(401);
        assertThat(status("/api/events/chat:1?access_token=" + token("ada", 60, "*")))
                .isEqualTo(401);
        assertThat(status("/api/session?ticket=" + ticket(bearer))).isEqualTo(401);
    }

    @Test
    void aTicketEndsWithTheSessionThatAskedForIt() {
        String cookie = signIn("ada");
        String ticket = ticket(cookie, own());
        signOut(cookie);
        assertThat(status("/api/events/chat:1?ticket=" + ticket)).isEqualTo(401);
        try (SseClient client = new SseClient(node.port())) {
            assertThat(client.post("/api/tickets", "", own()).status()).isEqualTo(401);
        }
    }

    @Test
    void aLiveStreamGoesOnWithANewTokenOfTheSameSubjectOnly() {
        String first = "Authorization: Bearer " + token("ada", 60, "chat:*");
        try (SseClient stream = node.connect("/api/events?channels=chat:1,chat:2", first)) {
            String connection = new JsonObject(stream.next().data()).getString("connection");
            assertThat(change(connection, first, token("ada", 120, "chat:*"))).isEqualTo(204);
            assertThat(change(connection, first, token("eve", 120, "chat:*"))).isEqualTo(403);
            assertThat(change(connection, first, "nonsense")).isEqualTo(401);
            assertThat(change(connection, "Authorization: Bearer " + token("eve", 60, "*"), token("eve", 60, "*")))
                    .isEqualTo(404);
            node.publish("chat:2", "message", "7");
            assertThat(stream.next().data()).isEqualTo("7");
            assertThat(change(connection, first, token("ada", 120, "chat:1"))).isEqualTo(204);
            assertThat(stream.next().data()).contains("\"code\":3502");
        }
    }

    @Test
    void aStreamOfOneChannelTakesThoseThatItsTokenIsGoodForFromItsSubjectOnly() {
        String ada = "Authorization: Bearer " + token("ada", 60, "chat:*");
        String eve = "Authorization: Bearer " + token("eve", 60, "*");
        try (SseClient stream = node.connect("/api/events/chat:1", ada)) {
            String connection = new JsonObject(stream.next().data()).getString("connection");
            assertThat(post(connection, eve, "{\"subscribe\":{\"chat:2\":null}}"))
                    .isEqualTo(404);
            assertThat(post(connection, eve, "{\"unsubscribe\":[\"chat:1\"]}")).isEqualTo(404);
            assertThat(post(connection, ada, "{\"subscribe\":{\"secret\":null}}"))
                    .isEqualTo(403);
            // who may more than the stream's own token does not lend it the right
            assertThat(post(
                            connection,
                            "Authorization: Bearer " + token("ada", 60, "*"),
                            "{\"subscribe\":{\"secret\":null}}"))
                    .isEqualTo(403);
            assertThat(post(connection, ada, "{\"subscribe\":{\"chat:2\":null}}"))
                    .isEqualTo(204);
            assertThat(stream.next().data()).contains("\"channel\":\"chat:2\"");
            assertThat(change(connection, ada, token("ada", 120, "chat:1"))).isEqualTo(204);
            assertThat(stream.next().data()).contains("\"code\":3502");
        }
    }

    private int change(String connection, String credential, String token) {
        return post(connection, credential, "{\"token\":\"" + token + "\"}");
    }

    private int post(String connection, String credential, String change) {
        try (SseClient client = new SseClient(node.port())) {
            return client.post("/api/connections/" + connection, change, credential)
                    .status();
        }
    }

    @Test
    void tokenOfOneNeverReceivesTheCanaryOfAnother() {
        long seed = Seeded.seed(IdentityStreamsIT.class);
        Random random = new Random(seed);
        Person ada = new Person("a:", "inbox:ada", "Authorization: Bearer " + token("ada", 600, "a:*", "inbox:{sub}"));
        Person bob = new Person("b:", "inbox:bob", "Authorization: Bearer " + token("bob", 600, "b:*", "inbox:{sub}"));
        int refused = 0;
        try (Readers adas = new Readers(ada, bob);
                Readers bobs = new Readers(bob, ada)) {
            for (int i = 0; i < 10_000; i++) {
                String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
                if (random.nextInt(4) > 0) {
                    node.publishing(channel, "message", "\"canary of " + channel + "\"");
                } else {
                    refused += (random.nextBoolean() ? adas : bobs).ask(node, channel, random) ? 0 : 1;
                }
            }
            assertThat(adas.seen).isPositive();
            assertThat(bobs.seen).isPositive();
        }
        assertThat(refused).isBetween(500, 2_500);
    }

    private record Person(String own, String inbox, String bearer) {
        boolean may(String channel) {
            return channel.startsWith(own) || channel.equals(inbox);
        }
    }

    /** The streams that somebody got, a few at a time. Owned by its test. */
    private static final class Readers implements AutoCloseable {
        private final Person person;
        private final Person other;
        private final ArrayDeque<SseClient> streams = new ArrayDeque<>();
        private int seen;

        Readers(Person person, Person other) {
            this.person = person;
            this.other = other;
        }

        /** Asks for a channel by its name or by a trick; whether there was a stream. */
        boolean ask(SseNode node, String channel, Random random) {
            List<String> ways = List.of(
                    "/api/events/" + channel + "?rewind=20",
                    "/api/events/" + channel.replace(":", "%3A") + "?rewind=20",
                    "/api/events?rewind=20&channels=" + person.own() + "1," + channel + "x",
                    "/api/events?rewind=20&channels=" + person.own() + "1," + other.own() + "1",
                    "/api/events/" + channel + "%00?rewind=20",
                    "/api/events/" + person.own() + "1%2F..%2F" + channel + "?rewind=20",
                    "/api/events/" + channel.split(":", -1)[0] + ":*?rewind=20",
                    "/api/events/tidings:revocations?rewind=20");
            SseClient client = node.connect(ways.get(random.nextInt(ways.size())), person.bearer());
            if (client.status() != 200) {
                client.close();
                return false;
            }
            streams.add(client);
            if (streams.size() > 4) {
                check(streams.remove());
            }
            return true;
        }

        private void check(SseClient client) {
            client.next();
            for (Event event : client.next(10)) {
                String data = event.data();
                assertThat(data).startsWith("\"canary of ");
                assertThat(person.may(data.substring(11, data.length() - 1)))
                        .as(data)
                        .isTrue();
                seen++;
            }
            client.close();
        }

        @Override
        public void close() {
            streams.forEach(this::check);
        }
    }
}
