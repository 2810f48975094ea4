package dev.tidings.server.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.hub.VertxLoop;
import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The messages of a stream, to the letter: the client's tests read the same files. */
class BusStreamTest {

    private static final ChannelName TASKS = new ChannelName("tasks");
    private static final Epoch EPOCH = new Epoch("k3f9a0b1c2d4");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final BusStream stream = new BusStream(
            "1",
            "tidings.client.c1",
            "tidings.subscriptions.n1",
            vertx.eventBus(),
            new VertxLoop(vertx, vertx.getOrCreateContext()),
            1_000,
            () -> ended.set(true));
    private final Begun begun = new Begun();

    BusStreamTest() {
        vertx.eventBus()
                .<Buffer>consumer(
                        "tidings.client.c1", message -> sent.add(message.body().toString()));
    }

    @AfterEach
    void close() {
        BusNode.await(vertx.close());
    }

    @Test
    void everyMessageIsAsTheClientReadsIt() {
        stream.begin(begun);
        assertThat(begun.started).isTrue();
        Publication first = new Publication(
                13,
                "task-updated",
                "42",
                JsonText.of("{\"n\":1.10}"),
                1_767_225_600_000L,
                new Actor("7", "Ada"),
                Change.PUT);
        Publication second = new Publication(15, "message", null, JsonText.NULL, 1_767_225_600_001L, null, Change.NONE);
        stream.deliver(
                begun,
                new FrameBatch(List.of(new Frame(TASKS, EPOCH, first, 12), new Frame(TASKS, EPOCH, second, 13))));
        stream.reset(begun, new Reset(new Position(EPOCH, 20), Reset.Reason.BEHIND, snapshot("[]", 20)));
        stream.heartbeat();
        stream.disconnect(Disconnect.DRAIN, 700);
        Awaitility.await().until(() -> sent.size() == 5);
        assertThat(sent)
                .containsExactly(
                        golden("stream-subscribed"),
                        golden("stream-publications"),
                        golden("stream-reset"),
                        golden("stream-heartbeat"),
                        golden("stream-disconnect"));
        assertThat(ended).isTrue();
    }

    @Test
    void takesNoMoreThanTheServiceHasDoneWith() {
        for (int i = 1; i <= BusStream.MAX_MESSAGES; i++) {
            assertThat(stream.isWritable()).isTrue();
            publish(i, "1");
        }
        assertThat(stream.isWritable()).isFalse();
        assertThat(stream.hasProgressed()).isFalse();
        stream.received(1);
        assertThat(stream.isWritable()).isTrue();
        assertThat(stream.hasProgressed()).isTrue();
        stream.received(1);
        stream.received(BusStream.MAX_MESSAGES + 1L);
        assertThat(stream.hasProgressed())
                .as("twice the same, or what was never sent")
                .isFalse();
    }

    @Test
    void takesNoMoreBytesThanTheServiceHasDoneWith() {
        String large = '"' + "x".repeat(60_000) + '"';
        int messages = 0;
        while (stream.isWritable()) {
            publish(++messages, large);
        }
        assertThat(messages).isEqualTo(1 + (int) (BusStream.MAX_BYTES / 60_300));
        stream.received(messages);
        assertThat(stream.isWritable()).isTrue();
    }

    private void publish(int offset, String data) {
        Publication publication = new Publication(offset, "message", null, JsonText.of(data), 1, null, Change.NONE);
        stream.deliver(begun, new FrameBatch(List.of(new Frame(TASKS, EPOCH, publication, offset - 1L))));
    }

    private static Snapshot snapshot(String documents, long offset) {
        return new Snapshot(new Position(EPOCH, offset), JsonText.of(documents), 1, 0);
    }

    private static String golden(String name) {
        try {
            return Files.readString(Path.of("../client-java/src/test/golden", name + ".json"))
                    .strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A subscription that says how it began. */
    private static final class Begun implements Subscription {
        private boolean started;

        @Override
        public ChannelName channel() {
            return TASKS;
        }

        @Override
        public Position position() {
            return new Position(EPOCH, 12);
        }

        @Override
        public Subscribed subscribed() {
            return new Subscribed(
                    position(), false, Reset.Reason.TRIMMED, snapshot("[{\"id\":\"42\",\"version\":4}]", 12));
        }

        @Override
        public void start() {
            started = true;
        }

        @Override
        public void cancel() {
            started = false;
        }
    }
}
