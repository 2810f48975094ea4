package dev.tidings.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidings.hub.DocumentText;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.MemoryHub;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.Precondition;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Session;
import dev.tidings.hub.Subscription;
import dev.tidings.hub.WriteCommand;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.Fence;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.StartingPoint;
import dev.tidings.poller.PollSettings.Form;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From an upstream to subscribers, on a real hub. */
class PollerVerticleTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context home = vertx.getOrCreateContext();
    private final ChannelLog log = PollerNode.log();
    private final FakeUpstream shop = new FakeUpstream(vertx);

    /** What an answer may take: so long that none is late on a slow machine, but where a test waits for its end. */
    private int timeMillis = 60_000;

    /** Every way to misbehave (faults R28). */
    enum Misbehaviour {
        ERROR(shop -> shop.thenAnswer(500, "", "[]")),
        HANG(shop -> shop.then((request, socket) -> {})),
        FLOOD(FakeUpstream::thenFlood),
        CUT_SHORT(shop -> shop.thenCutShort("[{\"id\":\"a\"}]")),
        TRUNCATED(shop -> shop.thenAnswer(200, "", "[{\"id\":\"a\"},{\"id\"")),
        EMPTY_LIST(shop -> shop.thenAnswer(200, "", "[]")),
        MOST_VANISHED(shop -> shop.thenAnswer(200, "", "[{\"id\":\"a\",\"n\":1}]")),
        NOT_JSON(shop -> shop.thenAnswer(200, "", "<html>maintenance</html>")),
        OTHER_JSON(shop -> shop.thenAnswer(200, "", "{\"error\":\"sorry\"}")),
        UNASKED_304(shop -> shop.thenAnswer(304, "", "")),
        DRIP(shop -> shop.thenDrip(20)),
        TOO_MANY_REQUESTS(shop -> shop.thenAnswer(429, "", "")),
        GONE(FakeUpstream::close);

        @SuppressWarnings("ImmutableEnumChecker") // functions without state
        private final Consumer<FakeUpstream> begins;

        boolean isEndless() {
            return this == HANG || this == DRIP;
        }

        Misbehaviour(Consumer<FakeUpstream> begins) {
            this.begins = begins;
        }
    }

    @AfterEach
    void close() {
        MemoryHub.await(vertx.close());
    }

    @Test
    void whatTheUpstreamSaysBecomesEvents() {
        shop.thenAnswer(200, "", "[{\"id\":\"a\",\"n\":1},{\"id\":\"b\",\"n\":1}]");
        PollerNode node = node("n1", poll(false));
        until(() -> node.events("pets").size() == 2);
        assertThat(node.events("pets")).containsExactly("pet-created a", "pet-created b");

        shop.thenAnswer(200, "", "[{\"id\":\"b\",\"n\":2},{\"id\":\"c\"}]");
        until(() -> node.events("pets").size() == 5);
        assertThat(node.events("pets").subList(2, 5))
                .containsExactlyInAnyOrder("pet-updated b", "pet-created c", "pet-deleted a");
        assertThat(node.documents("pets").toString()).contains("\"n\":2").contains("\"updatedBy\":\"shop\"");

        long polls = node.counters.get(0).polls();
        until(() -> node.counters.get(0).polls() > polls + 3);
        assertThat(node.events("pets")).as("nothing changed").hasSize(5);
        assertThat(node.counters.get(0).changes()).isEqualTo(5);
    }

    @Test
    void anUnchangedAnswerIsAskedForWithItsTag() {
        shop.then((request, socket) -> socket.end(Buffer.buffer(
                request.toLowerCase(Locale.ROOT).contains("if-none-match: \"1\"")
                        ? "HTTP/1.1 304 Not Modified\r\n\r\n"
                        : FakeUpstream.answer(200, "ETag: \"1\"\r\n", "[{\"id\":\"a\"}]"))));
        PollerNode node = node("n1", poll(false));
        until(() -> node.counters.get(0).polls() > 4);
        assertThat(node.counters.get(0).isHolding()).isFalse();
        assertThat(shop.requests.subList(1, 4))
                .allSatisfy(request -> assertThat(request).containsIgnoringCase("if-none-match"));

        JsonText intruder = JsonText.of("{\"id\":\"z\"}");
        node.ask(hub -> hub.write(new WriteCommand(
                new ChannelName("pets"),
                WriteCommand.Operation.PUT,
                "z",
                current -> DocumentText.parse(intruder),
                Precondition.NONE,
                null,
                null)));
        until(() -> node.events("pets").contains("pet-deleted z"));
        assertThat(node.documents("pets").toString()).doesNotContain("\"z\"");
    }

    @ParameterizedTest
    @EnumSource(Misbehaviour.class)
    void whateverTheUpstreamDoesTheCollectionStaysAsItWas(Misbehaviour misbehaviour) {
        timeMillis = misbehaviour.isEndless() ? 1_000 : timeMillis;
        FakeUpstream other = new FakeUpstream(vertx).thenAnswer(200, "", "[{\"id\":\"x\"}]");
        shop.thenAnswer(200, "", "[{\"id\":\"a\",\"n\":1},{\"id\":\"b\",\"n\":1},{\"id\":\"c\"}]");
        PollerNode node = node("n1", poll(false), poll("library", "books", other.port(), false));
        until(() -> node.events("pets").size() == 3);
        String before = node.documents("pets").toString();
        SourceCounters source = node.counters.get(0);

        misbehaviour.begins.accept(shop);
        until(source::isHolding);
        long faults =
                source.faults().values().stream().mapToLong(Long::longValue).sum();
        long otherPolls = node.counters.get(1).polls();
        until(() -> source.faults().values().stream().mapToLong(Long::longValue).sum() > faults);
        until(() -> node.counters.get(1).polls() > otherPolls);

        assertThat(node.documents("pets").toString()).isEqualTo(before);
        assertThat(node.events("pets")).hasSize(3);
        until(() -> !node.counters.get(1).isHolding());
        other.close();
    }

    @Test
    void anUpstreamThatComesToItsSensesIsBelievedAgain() {
        shop.thenAnswer(200, "", "[{\"id\":\"a\"}]");
        PollerNode node = node("n1", poll(false));
        until(() -> node.events("pets").size() == 1);
        shop.thenAnswer(500, "", "");
        until(node.counters.get(0)::isHolding);
        shop.thenAnswer(200, "", "[{\"id\":\"a\"},{\"id\":\"b\"}]");
        until(() -> node.events("pets").size() == 2);
        until(() -> !node.counters.get(0).isHolding());
    }

    @Test
    void onDemandItIsAskedOnlyWhileSomebodySubscribes() {
        shop.thenAnswer(200, "", "[{\"id\":\"a\"}]");
        PollerNode node = node("n1", poll(true));
        until(node.counters.get(0)::isOwner);
        until(() -> node.counters.get(0).intervalMillis() > 0);
        assertThat(node.counters.get(0).polls()).isZero();

        Session session = node.call(() -> node.port().open(new Deaf(), "test", 0));
        node.ask(hub -> session.subscribe(new ChannelName("pets"), new StartingPoint.Head(), false))
                .start();
        until(() -> node.counters.get(0).polls() > 2);

        node.call(() -> {
            session.close();
            return true;
        });
        until(() -> node.counters.get(0).intervalMillis() == 1_000);
        // one may be under way yet; then it rests for longer than its interval
        AtomicLong polls = new AtomicLong(-1);
        Awaitility.await()
                .pollInterval(1_500, TimeUnit.MILLISECONDS)
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> {
                    long now = node.counters.get(0).polls();
                    return polls.getAndSet(now) == now;
                });
    }

    @Test
    void aTimerTellsTheTime() {
        PollerNode node = node("n1", new TimerSettings("ticker", new ChannelName("clock"), 100));
        until(() -> node.events("clock").size() >= 3);
        String data = node.ask(hub -> hub.history(new ChannelName("clock"), new StartingPoint.Earliest(), 1))
                .publications()
                .get(0)
                .data()
                .toString();
        assertThat(data).matches("\"2\\d{3}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"");
        assertThat(node.events("clock").get(0)).startsWith("tick");
    }

    @Test
    void ofTwoNodesOneAsksAndTheOtherTakesOver() {
        shop.thenAnswer(200, "", "[{\"id\":\"a\"},{\"id\":\"b\"}]");
        PollerNode one = node("n1", poll(false));
        until(one.counters.get(0)::isOwner);
        PollerNode two = node("n2", poll(false));
        until(() -> two.events("pets").size() == 2);
        long polls = one.counters.get(0).polls();
        until(() -> one.counters.get(0).polls() > polls + 10);
        assertThat(two.counters.get(0).polls()).isZero();

        one.undeploy();
        shop.thenAnswer(200, "", "[{\"id\":\"a\",\"n\":2},{\"id\":\"b\"}]");
        until(() -> two.events("pets").size() == 3);
        assertThat(two.counters.get(0).isOwner()).isTrue();
        assertThat(two.events("pets")).containsExactly("pet-created a", "pet-created b", "pet-updated a");
    }

    @Test
    void aWriteUnderAnOldTokenIsRefusedAndChangesNothing() {
        shop.thenAnswer(200, "", "[{\"id\":\"a\"}]");
        PollerNode node = node("n1", poll(false));
        until(() -> node.events("pets").size() == 1);
        Throwable refusal = catchThrowable(() -> node.ask(hub -> hub.write(new WriteCommand(
                new ChannelName("pets"),
                WriteCommand.Operation.DELETE,
                "a",
                null,
                Precondition.NONE,
                null,
                null,
                new Fence("shop", 0)))));
        assertThat(refusal).hasCauseInstanceOf(HubException.class);
        assertThat(((HubException) refusal.getCause()).code()).isEqualTo(ErrorCode.STALE_OWNER);
        assertThat(node.events("pets")).hasSize(1);
    }

    private PollerNode node(String name, SourceSettings... sources) {
        return new PollerNode(vertx, home, log, name, sources);
    }

    private PollSettings poll(boolean onDemand) {
        return poll("shop", "pets", shop.port(), onDemand);
    }

    private PollSettings poll(String name, String collection, int port, boolean onDemand) {
        return new PollSettings(
                name,
                new ChannelName(collection),
                UpstreamUrl.parse("http://127.0.0.1:" + port + "/"),
                "",
                "",
                Form.LIST,
                "/id",
                50,
                100,
                onDemand,
                timeMillis,
                65_536,
                50,
                List.of(Cidr.parse("127.0.0.1")));
    }

    private static void until(Callable<Boolean> condition) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(condition);
    }

    /** A subscriber that does nothing with what it gets. */
    private static final class Deaf implements Outlet {
        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void deliver(Subscription subscription, FrameBatch batch) {
            // not of interest
        }

        @Override
        public void reset(Subscription subscription, Reset reset) {
            // not of interest
        }

        @Override
        public void flush() {
            // nothing is kept
        }

        @Override
        public void heartbeat() {
            // not of interest
        }

        @Override
        public void disconnect(Disconnect reason, long retryAfterMillis) {
            // not of interest
        }
    }
}
