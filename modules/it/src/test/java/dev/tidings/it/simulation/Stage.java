package dev.tidings.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.HubSettings;
import dev.tidings.hub.MergePatch;
import dev.tidings.hub.Precondition;
import dev.tidings.hub.PublishCommand;
import dev.tidings.hub.Published;
import dev.tidings.hub.RequestKey;
import dev.tidings.hub.WriteCommand;
import dev.tidings.hub.Written;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import dev.tidings.model.Kind;
import dev.tidings.model.Position;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A few nodes whose bus and log a test holds in its hands, so that one named interleaving can be played. */
final class Stage {

    static final ChannelName CHAT = new ChannelName("chat:22");
    static final ChannelName LATEST = new ChannelName("last");
    static final ChannelName TASKS = new ChannelName("tasks");

    private static final Faults QUICK = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1_000, 100, 100);

    final Scheduler scheduler = new Scheduler(7);
    final Ledger ledger = new Ledger();
    final SimulatedNetwork network = new SimulatedNetwork(scheduler, QUICK);
    final SimulatedStore store;
    final List<SimulatedNode> nodes = new ArrayList<>();
    private final HubSettings settings;
    private final int retention;
    private int clients;

    Stage(int nodeCount) {
        this(nodeCount, 1_000, 64L << 20);
    }

    Stage(int nodeCount, int retention, long windowBytes) {
        this.retention = retention;
        this.store = new SimulatedStore(scheduler, this::channelSettings);
        CollectionSettings tasks = new CollectionSettings(
                TASKS,
                "task-created",
                "task-updated",
                "task-deleted",
                "status",
                "task-status-changed",
                JsonNodeFactory.instance.objectNode(),
                document -> List.of(),
                1_000,
                1 << 20,
                1 << 16,
                false);
        this.settings =
                HubSettings.defaults("n", this::channelSettings, List.of(tasks)).withWindowBytes(windowBytes);
        for (int i = 0; i < nodeCount; i++) {
            addNode();
        }
        run(200);
    }

    SimulatedNode addNode() {
        SimulatedNode node = new SimulatedNode(scheduler, network, store, settings, QUICK, true);
        nodes.add(node);
        return node;
    }

    void run(long millis) {
        scheduler.run(millis);
    }

    /** A client that connects to one node, and is where that node is when this returns. */
    SimulatedClient client(ChannelName channel, Supplier<SimulatedNode> node) {
        SimulatedClient client = newcomer(channel, node, QUICK);
        client.connect();
        run(60);
        assertThat(client.claim()).as("it is connected").isNotNull();
        return client;
    }

    /** A client that does not connect yet, to whose line those faults happen. */
    SimulatedClient newcomer(ChannelName channel, Supplier<SimulatedNode> node, Faults faults) {
        return new SimulatedClient(
                "client " + clients++,
                scheduler,
                ledger,
                channel,
                channel.equals(TASKS),
                channel.equals(LATEST),
                node,
                faults);
    }

    /** Publishes and waits for the answer. */
    Position publish(SimulatedNode node, ChannelName channel, String text) {
        return await(publishing(node, channel, "k", text)).position();
    }

    Position publish(SimulatedNode node, ChannelName channel, String key, String text) {
        return await(publishing(node, channel, key, text)).position();
    }

    Future<Published> publishing(SimulatedNode node, ChannelName channel, String key, String text) {
        PublishCommand command = new PublishCommand(
                channel, "message", key, JsonText.of('"' + text + '"'), null, new RequestKey(channel + text, "hash"));
        return on(node, () -> node.port(0).publish(command));
    }

    Written patch(SimulatedNode node, String id, String field, String value) {
        return await(writing(node, WriteCommand.Operation.PUT, id, field, value));
    }

    Written delete(SimulatedNode node, String id) {
        WriteCommand command =
                new WriteCommand(TASKS, WriteCommand.Operation.DELETE, id, null, Precondition.NONE, null, null);
        return await(on(node, () -> node.port(0).write(command)));
    }

    Future<Written> writing(
            SimulatedNode node, WriteCommand.Operation operation, String id, String field, String value) {
        MergePatch patch = new MergePatch(JsonNodeFactory.instance.objectNode().put(field, value));
        WriteCommand command = new WriteCommand(TASKS, operation, id, patch, Precondition.NONE, null, null);
        return on(node, () -> node.port(0).write(command));
    }

    <T> Future<T> on(SimulatedNode node, Supplier<Future<T>> question) {
        io.vertx.core.Promise<T> answer = io.vertx.core.Promise.promise();
        node.loop(0).execute(() -> question.get().onComplete(answer));
        return answer.future();
    }

    <T> T await(Future<T> future) {
        for (int i = 0; i < 2_000 && !future.isComplete(); i++) {
            run(5);
        }
        assertThat(future.isComplete()).as("there is an answer").isTrue();
        assertThat(future.cause()).isNull();
        return future.result();
    }

    Position head(ChannelName channel) {
        var read = store.primary().read(ReadRequest.bounds(channel)).result();
        return new Position(read.epoch(), read.head());
    }

    /** Each is where the log is, and nothing forbidden happened on the way. */
    void requireCaughtUp(SimulatedClient... followers) {
        for (SimulatedClient follower : followers) {
            assertThat(follower.claim()).isEqualTo(head(follower.channel()));
        }
        requireNoViolation();
    }

    void requireNoViolation() {
        assertThat(ledger.violations()).isEmpty();
        nodes.forEach(node -> assertThat(node.failures()).isZero());
    }

    private ChannelSettings channelSettings(ChannelName channel) {
        return new ChannelSettings(channel.equals(LATEST) ? Kind.LATEST : Kind.LOG, retention, 365L * 86_400_000);
    }
}
