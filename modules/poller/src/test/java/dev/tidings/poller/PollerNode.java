package dev.tidings.poller;

import dev.tidings.hub.Bus;
import dev.tidings.hub.BusMessage;
import dev.tidings.hub.Hub;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.HubSettings;
import dev.tidings.hub.Members;
import dev.tidings.hub.MemoryHub;
import dev.tidings.hub.VertxLoop;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * A node with sources, on a log in memory. Several share the log when they share the loop that it is confined to. Owned by
 * its test.
 */
final class PollerNode {

    private static final SecureRandom RANDOM = new SecureRandom();

    final List<SourceCounters> counters;
    final Hub hub;
    private final Vertx vertx;
    private final HubPort port;
    private final String deployment;

    PollerNode(Vertx vertx, Context home, ChannelLog log, String name, SourceSettings... sources) {
        this.vertx = vertx;
        VertxLoop loop = new VertxLoop(vertx, home);
        HubSettings settings = HubSettings.defaults(
                name,
                channel -> ChannelSettings.DEFAULT,
                List.of(MemoryHub.collection("pets", false), MemoryHub.collection("books", false)));
        hub = new Hub(settings, log, new OwnBus(), Members.alone(), loop, RANDOM);
        hub.start();
        port = hub.port(loop);
        Awaitility.await().until(() -> MemoryHub.await(hub.isReady()));
        counters = List.of(sources).stream()
                .map(source -> new SourceCounters(source.name()))
                .toList();
        deployment = MemoryHub.await(vertx.deployVerticle(new PollerVerticle(
                () -> hub.port(new VertxLoop(vertx, vertx.getOrCreateContext())),
                hub::appender,
                List.of(sources),
                counters,
                RANDOM)));
    }

    static ChannelLog log() {
        return MemoryHub.log(channel -> ChannelSettings.DEFAULT);
    }

    /** The bus of a node that hears of others from the log alone. */
    private static final class OwnBus implements Bus {
        private Consumer<BusMessage> receiver = message -> {};

        @Override
        public void send(BusMessage message) {
            receiver.accept(message);
        }

        @Override
        public void receive(Consumer<BusMessage> own) {
            receiver = own;
        }
    }

    /** Ends the sources in order. */
    void undeploy() {
        MemoryHub.await(vertx.undeploy(deployment));
    }

    /** What the hub says, asked on its loop. */
    <T> T ask(Function<HubPort, Future<T>> question) {
        Promise<T> answer = Promise.promise();
        port.loop().execute(() -> question.apply(port).onComplete(answer));
        return MemoryHub.await(answer.future());
    }

    /** Runs something on the hub's loop. */
    <T> T call(Supplier<T> task) {
        return ask(hub -> Future.succeededFuture(task.get()));
    }

    HubPort port() {
        return port;
    }

    /** The events of a channel so far, each with its key. */
    List<String> events(String channel) {
        return ask(hub -> hub.history(new ChannelName(channel), new StartingPoint.Earliest(), 1_000))
                .publications()
                .stream()
                .map(PollerNode::text)
                .toList();
    }

    /** The documents of a collection. */
    JsonText documents(String collection) {
        return ask(hub -> hub.snapshot(new ChannelName(collection))).documents();
    }

    private static String text(Publication publication) {
        return publication.event() + ' ' + publication.key();
    }
}
