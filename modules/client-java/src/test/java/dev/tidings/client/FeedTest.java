package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A subscription against a node that says what the test wants, message by message. */
class FeedTest {

    private static final String E1 = "k3f9a0b1c2d4";
    private static final String E2 = "zzzzzzzzzzzz";

    private final Vertx vertx = Vertx.vertx();
    private final TidingsClient client =
            new TidingsClient(vertx, new ClientOptions(10_000, 60_000, 5, 20), new Random(5));
    private final List<Map<String, JsonText>> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, JsonText>> heard = new CopyOnWriteArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private Promise<Void> work;
    private int heartbeatMillis = 20_000;

    FeedTest() {
        vertx.eventBus().<Buffer>consumer(Addresses.SUBSCRIBE, message -> {
            requests.add(Wire.members(message.body()));
            message.reply(Buffer.buffer("{}"));
        });
        vertx.eventBus().<Buffer>consumer("node", message -> heard.add(Wire.members(message.body())));
    }

    @AfterEach
    void close() {
        RequestTest.await(vertx.close());
    }

    @Test
    void asksWithItsAddressAndSaysWhatItHasDone() {
        Subscription subscription =
                subscribe(SubscribeRequest.after("tasks", position(E1, 12)).withSnapshot());
        Map<String, JsonText> request = requests.get(0);
        assertThat(Wire.required(request, "channel")).isEqualTo("tasks");
        assertThat(Wire.required(request, "position")).isEqualTo(E1 + "-12");
        assertThat(Wire.isTrue(request, "snapshot")).isTrue();
        begin(0, 1, E1, 12, true, "");
        RequestTest.await(subscription.begun());
        publications(0, 2, E1, 13, 15);
        until(() -> done(0) == 2);
        assertThat(notes).containsExactly("begins 12 true", "13", "14", "15");
        assertThat(subscription.position()).isEqualTo(position(E1, 15));
    }

    @Test
    void whatComesTwiceIsDoneOnce() {
        begun();
        publications(0, 2, E1, 1, 2);
        publications(0, 2, E1, 1, 2);
        publications(0, 3, E1, 2, 3);
        until(() -> notes.contains("3"));
        assertThat(notes).containsExactly("begins 0 true", "1", "2", "3");
        assertThat(requests).hasSize(1);
    }

    @Test
    void aLostMessageMakesItAskAgainBehindWhatItHasDone() {
        begun();
        publications(0, 2, E1, 1, 2);
        publications(0, 4, E1, 4, 5);
        until(() -> requests.size() == 2);
        assertThat(Wire.required(requests.get(1), "position")).isEqualTo(E1 + "-2");
        until(() -> heard.stream().anyMatch(message -> Wire.isTrue(message, "unsubscribe")));
        begin(1, 1, E1, 2, true, "");
        publications(0, 5, E1, 6, 6);
        publications(1, 2, E1, 3, 5);
        until(() -> notes.contains("5"));
        assertThat(notes)
                .as("a stream that was left says nothing more")
                .containsExactly("begins 0 true", "1", "2", "3", "4", "5");
    }

    @Test
    void aLostLastMessageShowsAtTheHeartbeat() {
        begun();
        say(0, "\"seq\":1");
        publications(0, 2, E1, 1, 1);
        until(() -> notes.contains("1"));
        assertThat(requests).hasSize(1);
        say(0, "\"seq\":3");
        until(() -> requests.size() == 2);
        assertThat(Wire.required(requests.get(1), "position")).isEqualTo(E1 + "-1");
    }

    @Test
    void aHoleInTheChannelIsNeverHandedOn() {
        begun();
        publications(0, 2, E1, 1, 1);
        publications(0, 3, E1, 3, 4);
        until(() -> requests.size() == 2);
        assertThat(notes).containsExactly("begins 0 true", "1");
    }

    @Test
    void whatAChannelOfKindLatestSkipsIsNoHole() {
        begun();
        say(
                0,
                "\"seq\":2,\"epoch\":\"" + E1 + "\",\"publications\":["
                        + "{\"channel\":\"tasks\",\"offset\":1,\"event\":\"e\",\"data\":1,\"time\":1},"
                        + "{\"channel\":\"tasks\",\"offset\":9,\"prev\":1,\"event\":\"e\",\"data\":9,\"time\":1}]");
        until(() -> notes.contains("9"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void anotherEpochWithoutAWordIsNeverHandedOn() {
        begun();
        publications(0, 2, E2, 1, 1);
        until(() -> requests.size() == 2);
        assertThat(notes).containsExactly("begins 0 true");
    }

    @Test
    void aGapIsToldAndItGoesOnThere() {
        begun();
        say(
                0,
                "\"seq\":2,\"reset\":{\"channel\":\"tasks\",\"position\":\"" + E2 + "-20\",\"recovered\":false,"
                        + "\"reason\":\"epoch\",\"snapshot\":[{\"id\":\"a\"}]}");
        publications(0, 3, E2, 21, 21);
        until(() -> notes.contains("21"));
        assertThat(notes).containsExactly("begins 0 true", "gap 20 epoch 1", "21");
    }

    @Test
    void aNextStreamThatCannotGoOnIsAGapToo() {
        begun();
        publications(0, 2, E1, 1, 1);
        until(() -> notes.contains("1"));
        say(0, "\"seq\":2,\"disconnect\":{\"code\":3001,\"reason\":\"drain\",\"reconnect\":true,\"retryAfterMs\":1}");
        until(() -> requests.size() == 2);
        begin(1, 1, E1, 30, false, ",\"reason\":\"trimmed\"");
        publications(1, 2, E1, 31, 31);
        until(() -> notes.contains("31"));
        assertThat(notes).containsExactly("begins 0 true", "1", "gap 30 trimmed 0", "31");
    }

    @Test
    void aNodeThatSaysStayAwayIsTakenAtItsWord() {
        begun();
        say(
                0,
                "\"seq\":1,\"disconnect\":{\"code\":3501,\"reason\":\"bad request\",\"reconnect\":false,\"retryAfterMs\":0}");
        until(() -> notes.contains("ended bad request"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void aStreamThatBreaksWhileTheSubscriberWorksDoublesNothing() {
        begun();
        work = Promise.promise();
        publications(0, 2, E1, 1, 3);
        until(() -> notes.contains("1"));
        publications(0, 4, E1, 5, 5);
        until(() -> requests.size() == 2);
        assertThat(Wire.required(requests.get(1), "position")).isEqualTo(E1 + "-0");
        begin(1, 1, E1, 0, true, "");
        publications(1, 2, E1, 1, 5);
        Promise<Void> first = work;
        work = null;
        first.complete();
        until(() -> notes.contains("5"));
        assertThat(notes).containsExactly("begins 0 true", "1", "2", "3", "4", "5");
    }

    @Test
    void aStreamOfWhichNothingIsHeardIsLeft() {
        heartbeatMillis = 50;
        begun();
        until(() -> requests.size() >= 2);
        assertThat(Wire.required(requests.get(1), "position")).isEqualTo(E1 + "-0");
    }

    private void begun() {
        Subscription subscription = subscribe(SubscribeRequest.after("tasks", position(E1, 0)));
        begin(0, 1, E1, 0, true, "");
        RequestTest.await(subscription.begun());
    }

    private Subscription subscribe(SubscribeRequest request) {
        Subscription subscription = client.subscribe(request, new Noting());
        until(() -> requests.size() == 1);
        return subscription;
    }

    private void begin(int stream, long number, String epoch, long offset, boolean recovered, String more) {
        say(
                stream,
                "\"seq\":" + number + ",\"subscribed\":{\"channel\":\"tasks\",\"address\":\"node\","
                        + "\"heartbeatMillis\":" + heartbeatMillis + ",\"position\":\"" + epoch + '-' + offset
                        + "\",\"recovered\":" + recovered + more
                        + '}');
    }

    private void publications(int stream, long number, String epoch, int from, int to) {
        StringBuilder text = new StringBuilder("\"seq\":" + number + ",\"epoch\":\"" + epoch + "\",\"publications\":[");
        for (int offset = from; offset <= to; offset++) {
            text.append(offset == from ? "" : ",")
                    .append("{\"channel\":\"tasks\",\"offset\":")
                    .append(offset)
                    .append(",\"event\":\"e\",\"data\":")
                    .append(offset)
                    .append(",\"time\":1}");
        }
        say(stream, text + "]");
    }

    /** A message to the address, and under the name, that the stream's request gave. */
    private void say(int stream, String members) {
        Map<String, JsonText> request = requests.get(stream);
        Buffer message = Buffer.buffer("{\"subscription\":" + request.get("subscription") + ',' + members + '}');
        vertx.eventBus().send(Wire.required(request, "address"), message);
    }

    private long done(int stream) {
        return heard.stream()
                .filter(message ->
                        message.get("subscription").equals(requests.get(stream).get("subscription")))
                .mapToLong(message -> Wire.number(message, "received"))
                .max()
                .orElse(0);
    }

    private static Position position(String epoch, long offset) {
        return Position.parse(epoch + '-' + offset).orElseThrow();
    }

    private static void until(Callable<Boolean> condition) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(condition);
    }

    /** Writes down what it is told. */
    private final class Noting implements Subscriber {

        @Override
        public Future<?> subscribed(Beginning beginning) {
            notes.add("begins " + beginning.position().offset() + ' ' + beginning.recovered());
            return Future.succeededFuture();
        }

        @Override
        public Future<?> publication(Delivery delivery) {
            notes.add(delivery.publication().data().toString());
            Promise<Void> waiting = work;
            return waiting == null ? Future.succeededFuture() : waiting.future();
        }

        @Override
        public Future<?> reset(Beginning beginning) {
            List<JsonText> snapshot = beginning.snapshot();
            notes.add("gap " + beginning.position().offset() + ' ' + beginning.reason() + ' '
                    + (snapshot == null ? 0 : snapshot.size()));
            return Future.succeededFuture();
        }

        @Override
        public void ended(HubException reason) {
            notes.add("ended " + reason.detail());
        }
    }
}
