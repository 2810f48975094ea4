package dev.tidings.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** A real hub that is alone, over a log in memory, for tests of whatever stands on one. Owned by its test. */
public final class MemoryHub implements AutoCloseable {

    /** How many publications the channels of the namespace {@code short} keep in {@link #everyKind}. */
    public static final int SHORT_HISTORY = 20;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long A_DAY_MILLIS = 86_400_000;

    private final Vertx vertx;
    private final Hub hub;
    private final HubPort port;

    /**
     * Starts it, and waits until it is ready.
     *
     * @param vertx which the hub doesn't close
     */
    public MemoryHub(Vertx vertx, HubSettings settings) {
        this.vertx = vertx;
        VertxLoop loop = new VertxLoop(vertx, vertx.getOrCreateContext());
        EventBusLink bus = new EventBusLink(vertx, settings.node());
        hub = new Hub(settings, log(settings.channels()), bus, Members.alone(), loop, RANDOM);
        hub.start();
        port = hub.port(loop);
        Awaitility.await().until(() -> await(hub.isReady()));
    }

    /** A node of that name with channels of every kind, by their namespace, and two collections. */
    public static HubSettings everyKind() {
        return HubSettings.defaults(
                "n1", MemoryHub::kept, List.of(collection("tasks", false), collection("notifications", true)));
    }

    /** A log in memory, confined to the loop that uses it first. */
    public static ChannelLog log(Function<ChannelName, ChannelSettings> channels) {
        return new MemoryLog(
                channels, LogLimits.DEFAULT, () -> Epoch.draw(RANDOM), System::currentTimeMillis, "memory");
    }

    /** A collection that takes any document; its events begin with its name without the last letter. */
    public static CollectionSettings collection(String name, boolean streamsItems) {
        String singular = name.substring(0, name.length() - 1);
        return new CollectionSettings(
                new ChannelName(name),
                singular + "-created",
                singular + "-updated",
                singular + "-deleted",
                null,
                null,
                new ObjectNode(JsonNodeFactory.instance),
                document -> List.of(),
                100_000,
                64L << 20,
                64 << 10,
                streamsItems);
    }

    public Hub hub() {
        return hub;
    }

    /** A port of the loop on which this is called. */
    public HubPort portHere() {
        return hub.port(new VertxLoop(vertx, vertx.getOrCreateContext()));
    }

    /** Publishes without waiting, in the order of the calls. */
    public Future<Published> publishing(String channel, String event, String data) {
        PublishCommand command =
                new PublishCommand(new ChannelName(channel), event, null, JsonText.of(data), null, null);
        return asked(() -> port.publish(command));
    }

    /** Publishes numbers, in order, and waits for the last. */
    public void publishNumbers(String channel, int from, int to) {
        Future<Published> last = Future.succeededFuture();
        for (int number = from; number <= to; number++) {
            last = publishing(channel, "number", Integer.toString(number));
        }
        await(last);
    }

    /** Puts a document with a title without waiting, in the order of the calls. */
    public Future<Written> putting(String collection, String id, String title) {
        ObjectNode document = new ObjectNode(JsonNodeFactory.instance).put("title", title);
        return asked(() -> port.write(new WriteCommand(
                new ChannelName(collection),
                WriteCommand.Operation.PUT,
                id,
                current -> document,
                Precondition.NONE,
                null,
                null)));
    }

    /** Changes a live connection as a request of its subject would. */
    public Future<Void> changing(String connection, ConnectionChange change) {
        return asked(() -> port.change(connection, change));
    }

    /** What comes of a future, within a minute. */
    public static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        await(hub.close());
    }

    private <T> Future<T> asked(Supplier<Future<T>> call) {
        Promise<T> answer = Promise.promise();
        port.loop().execute(() -> call.get().onComplete(answer));
        return answer.future();
    }

    private static ChannelSettings kept(ChannelName channel) {
        return switch (channel.namespace()) {
            case "short", "tasks" -> new ChannelSettings(Kind.LOG, SHORT_HISTORY, A_DAY_MILLIS);
            case "latest" -> new ChannelSettings(Kind.LATEST, 1_000, A_DAY_MILLIS);
            case "fleeting" -> new ChannelSettings(Kind.VOLATILE, 1, A_DAY_MILLIS);
            default -> ChannelSettings.DEFAULT;
        };
    }
}
