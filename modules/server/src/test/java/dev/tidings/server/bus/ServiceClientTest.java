package dev.tidings.server.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidings.client.Beginning;
import dev.tidings.client.ClientOptions;
import dev.tidings.client.Delivery;
import dev.tidings.client.Documents;
import dev.tidings.client.PublishRequest;
import dev.tidings.client.Published;
import dev.tidings.client.SubscribeRequest;
import dev.tidings.client.Subscriber;
import dev.tidings.client.Subscription;
import dev.tidings.client.TidingsClient;
import dev.tidings.client.WriteRequest;
import dev.tidings.client.Written;
import dev.tidings.model.Actor;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java client against the real hub, on a bus that loses messages and with nodes that go. */
class ServiceClientTest {

    private final BusNode node = new BusNode();
    private final TidingsClient client =
            new TidingsClient(node.vertx, new ClientOptions(2_000, 60_000, 10, 200), new Random(11));
    private final Notes notes = new Notes();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void publishesWritesAndReads() {
        Published published = BusNode.await(client.publish(PublishRequest.of("chat", "{\"text\":\"hi\"}")));
        assertThat(published.position().offset()).isEqualTo(1);
        Written written = BusNode.await(client.write(
                WriteRequest.create("tasks", "{\"id\":\"a\",\"price\":1.10}").withActor(new Actor("7", "Ada"))));
        assertThat(written.document().toString()).contains("\"price\":1.10").contains("\"updatedBy\":\"Ada\"");
        BusNode.await(
                client.write(WriteRequest.patch("tasks", "a", "{\"done\":true}").ifVersion(1)));
        Documents all = BusNode.await(client.read("tasks"));
        assertThat(all.documents()).hasSize(1);
        assertThat(all.position().offset()).isEqualTo(2);
        assertThat(BusNode.await(client.read("tasks", "a")).orElseThrow().toString())
                .contains("\"done\":true");
        BusNode.await(client.write(WriteRequest.delete("tasks", "a")));
        assertThat(BusNode.await(client.read("tasks", "a"))).isEmpty();
    }

    @Test
    void aRefusalIsTyped() {
        BusNode.await(client.write(WriteRequest.create("tasks", "{\"id\":\"a\"}")));
        HubException refusal = refusal(
                client.write(WriteRequest.patch("tasks", "a", "{\"n\":1}").ifVersion(9)));
        assertThat(refusal.code()).isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(refusal.current().toString()).contains("\"version\":1");
    }

    @Test
    void aSubscriberGetsEverythingOnceAndInOrder() {
        publish("long:a", 1, 50);
        Subscription subscription = client.subscribe(SubscribeRequest.fromEarliest("long:a"), notes);
        BusNode.await(subscription.begun());
        publish("long:a", 51, 100);
        until(() -> notes.data.size() == 100);
        assertThat(notes.data).isEqualTo(numbers(1, 100));
        assertThat(notes.resets).isEmpty();
        until(() -> subscription.position().offset() == 100);

        subscription.close();
        until(() -> node.sessions() == 0);
    }

    @Test
    void aNodeThatGoesIsReplacedWithoutAGap() {
        Subscription subscription = client.subscribe(SubscribeRequest.fromNow("long:a"), notes);
        BusNode.await(subscription.begun());
        for (int round = 0; round < 3; round++) {
            publish("long:a", round * 100 + 1, round * 100 + 100);
            node.replace();
        }
        publish("long:a", 301, 400);
        until(() -> notes.data.size() >= 400);
        assertThat(notes.data).isEqualTo(numbers(1, 400));
        assertThat(notes.resets).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aBusThatLosesMessagesLosesNoPublications(int seed) {
        Random random = new Random(seed);
        node.vertx.eventBus().addOutboundInterceptor(sending -> {
            boolean ours = sending.message().address().startsWith("tidings.client.")
                    || sending.message().address().startsWith("tidings.subscriptions.");
            if (!ours || random.nextInt(100) >= 10) {
                sending.next();
            }
        });
        Subscription subscription = client.subscribe(SubscribeRequest.fromEarliest("long:a"), notes);
        for (int from = 1; from < 500; from += 50) {
            publish("long:a", from, from + 49);
        }
        until(() -> notes.data.size() >= 500);
        assertThat(notes.data).as("seed %d", seed).isEqualTo(numbers(1, 500));
        assertThat(notes.resets).isEmpty();
        subscription.close();
    }

    @Test
    void aNodeThatFallsSilentIsLeft() {
        AtomicBoolean silent = new AtomicBoolean();
        node.vertx.eventBus().addOutboundInterceptor(sending -> {
            if (!silent.get() || !sending.message().address().startsWith("tidings.client.")) {
                sending.next();
            }
        });
        Subscription subscription = client.subscribe(SubscribeRequest.fromNow("long:a"), notes);
        BusNode.await(subscription.begun());
        silent.set(true);
        publish("long:a", 1, 10);
        long requests = node.counters.requests();
        until(() -> node.counters.requests() > requests);
        silent.set(false);
        until(() -> notes.data.size() == 10);
        assertThat(notes.data).isEqualTo(numbers(1, 10));
    }

    @Test
    void aSlowSubscriberHoldsUpItsOwnStreamOnly() {
        AtomicInteger open = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        Notes slow = new Notes();
        slow.work = delivery -> {
            overlapped.compareAndSet(false, open.incrementAndGet() > 1);
            return node.vertx.timer(1, TimeUnit.MILLISECONDS).onComplete(done -> open.decrementAndGet());
        };
        BusNode.await(
                client.subscribe(SubscribeRequest.fromEarliest("long:a"), slow).begun());
        BusNode.await(
                client.subscribe(SubscribeRequest.fromEarliest("long:a"), notes).begun());
        publish("long:a", 1, 1_000);
        until(() -> notes.data.size() == 1_000);
        until(() -> slow.data.size() == 1_000);
        assertThat(slow.data).isEqualTo(numbers(1, 1_000));
        assertThat(overlapped).isFalse();
    }

    @Test
    void aPositionBeyondTheHistoryIsToldAndTheDocumentsFollow() {
        BusNode.await(client.write(WriteRequest.create("tasks", "{\"id\":\"a\"}")));
        Position foreign = Position.parse("zzzzzzzzzzzz-5").orElseThrow();
        BusNode.await(client.subscribe(SubscribeRequest.after("tasks", foreign), notes)
                .begun());
        Beginning beginning = notes.beginnings.get(0);
        assertThat(beginning.recovered()).isFalse();
        assertThat(beginning.reason()).isEqualTo("epoch");
        assertThat(beginning.snapshot()).hasSize(1);
    }

    @Test
    void aSnapshotAndWhatFollowsItMeet() {
        BusNode.await(client.write(WriteRequest.create("tasks", "{\"id\":\"a\"}")));
        BusNode.await(client.subscribe(SubscribeRequest.fromNow("tasks").withSnapshot(), notes)
                .begun());
        Beginning beginning = notes.beginnings.get(0);
        assertThat(beginning.snapshot()).hasSize(1);
        assertThat(beginning.recovered()).isTrue();
        BusNode.await(client.write(WriteRequest.create("tasks", "{\"id\":\"b\"}")));
        until(() -> notes.deliveries.size() == 1);
        assertThat(notes.deliveries.get(0).position().offset())
                .isEqualTo(beginning.position().offset() + 1);
        assertThat(notes.deliveries.get(0).publication().event()).isEqualTo("task-created");
    }

    @Test
    void aVolatileChannelHasNoPositions() {
        BusNode.await(
                client.subscribe(SubscribeRequest.fromNow("cursor:1"), notes).begun());
        BusNode.await(client.publish(PublishRequest.of("cursor:1", "7")));
        until(() -> notes.data.size() == 1);
        assertThat(notes.deliveries.get(0).position()).isNull();
    }

    @Test
    void aRefusedSubscriptionIsOver() {
        Subscription subscription = client.subscribe(SubscribeRequest.fromNow("tidings:leases"), notes);
        assertThat(refusal(subscription.begun()).code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void aSubscriberThatFailsEndsItsSubscription() {
        notes.work = delivery -> Future.failedFuture("a fault of the test");
        Subscription subscription = client.subscribe(SubscribeRequest.fromNow("long:a"), notes);
        BusNode.await(subscription.begun());
        publish("long:a", 1, 3);
        until(() -> notes.ended.size() == 1);
        assertThat(notes.data).hasSize(1);
        assertThat(subscription.position().offset())
                .as("it was not done with the first")
                .isZero();
        until(() -> node.sessions() == 0);
    }

    private void publish(String channel, int from, int to) {
        List<Future<Published>> all = new ArrayList<>();
        IntStream.rangeClosed(from, to)
                .forEach(number -> all.add(client.publish(PublishRequest.of(channel, Integer.toString(number)))));
        BusNode.await(Future.all(all));
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    private static HubException refusal(Future<?> future) {
        Throwable thrown = catchThrowable(() -> BusNode.await(future));
        assertThat(thrown).hasCauseInstanceOf(HubException.class);
        return (HubException) thrown.getCause();
    }

    private static void until(Callable<Boolean> condition) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(condition);
    }

    /** What a subscriber got. */
    private static final class Notes implements Subscriber {
        final List<Integer> data = new CopyOnWriteArrayList<>();
        final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
        final List<Beginning> beginnings = new CopyOnWriteArrayList<>();
        final List<Beginning> resets = new CopyOnWriteArrayList<>();
        final List<HubException> ended = new CopyOnWriteArrayList<>();
        volatile Function<Delivery, Future<?>> work = delivery -> Future.succeededFuture();

        @Override
        public Future<?> subscribed(Beginning beginning) {
            beginnings.add(beginning);
            return Future.succeededFuture();
        }

        @Override
        public Future<?> publication(Delivery delivery) {
            deliveries.add(delivery);
            String text = delivery.publication().data().toString();
            if (text.chars().allMatch(Character::isDigit)) {
                data.add(Integer.valueOf(text));
            }
            return work.apply(delivery);
        }

        @Override
        public Future<?> reset(Beginning beginning) {
            resets.add(beginning);
            return Future.succeededFuture();
        }

        @Override
        public void ended(HubException reason) {
            ended.add(reason);
        }
    }
}
