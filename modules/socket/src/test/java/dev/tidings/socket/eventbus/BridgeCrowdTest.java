package dev.tidings.socket.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.DevelopmentIdentity;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.VertxLoop;
import dev.tidings.socket.Line;
import dev.tidings.socket.MemoryLine;
import dev.tidings.socket.SocketNode;
import dev.tidings.socket.Unlimited;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What many clients of one address cost the node: one registration on the bus, one encoding of a message. */
class BridgeCrowdTest {

    private static final int CLIENTS = 10_000;
    private static final int PUBLICATIONS = 20;

    /** The order of what a registered client costs, with what its line in this test has noted; not its connection. */
    private static final long MOST_BYTES_A_CLIENT = 8 * 1024;

    private static final byte[] REGISTER =
            "{\"type\":\"register\",\"address\":\"tidings.channel.crowd\",\"headers\":{}}"
                    .getBytes(StandardCharsets.UTF_8);

    /** Notes every address that is registered on the event bus, which in a cluster is told to all members. */
    private record Registrations(Queue<String> addresses) implements VertxMetrics, EventBusMetrics<Object> {

        @Override
        public EventBusMetrics<Object> createEventBusMetrics() {
            return this;
        }

        @Override
        public @Nullable Object handlerRegistered(String address) {
            addresses.add(address);
            return null;
        }

        @Override
        public void close() {}
    }

    @Test
    void tenThousandClientsOfOneAddressShareOneRegistrationAndOneEncoding() {
        Queue<String> addresses = new ConcurrentLinkedQueue<>();
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
                .withMetrics(options -> new Registrations(addresses))
                .build();
        try (BridgeNode node = new BridgeNode(vertx)) {
            List<String> before = List.copyOf(addresses);
            long emptyBytes = usedBytes();
            Context context = vertx.getOrCreateContext();
            List<MemoryLine> lines = join(vertx, context, node);
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> all(context, lines, line -> !line.said.isEmpty()));
            long clientBytes = (usedBytes() - emptyBytes) / CLIENTS;
            System.out.println("BridgeCrowdTest: " + clientBytes + " bytes of heap a client");

            node.node().publishNumbers("crowd", 1, PUBLICATIONS);
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> all(context, lines, line -> line.delivered.size() >= PUBLICATIONS));

            assertThat(clientBytes).isLessThan(MOST_BYTES_A_CLIENT);
            assertThat(before).contains("tidings.node.n1");
            assertThat(addresses).containsExactlyElementsOf(before);
            assertThat(node.node().figures().sessions()).isEqualTo(CLIENTS);
            Set<byte[]> encodings = Collections.newSetFromMap(new IdentityHashMap<>());
            for (MemoryLine line : lines) {
                assertThat(line.said).hasSize(1).allMatch(text -> text.contains("\"kind\":\"subscribed\""));
                assertThat(line.delivered).hasSize(PUBLICATIONS);
                encodings.addAll(line.delivered);
            }
            assertThat(encodings).hasSize(PUBLICATIONS);
        }
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static List<MemoryLine> join(Vertx vertx, Context context, BridgeNode node) {
        List<MemoryLine> lines = new ArrayList<>();
        onLoop(context, () -> {
            HubPort port = node.node().hub().port(new VertxLoop(vertx, context));
            Line.Acceptor acceptor = node.service().acceptor(port);
            for (int i = 0; i < CLIENTS; i++) {
                MemoryLine line = new MemoryLine();
                acceptor.open(line, new DevelopmentIdentity(), new Unlimited()).message(true, REGISTER);
                lines.add(line);
            }
            return true;
        });
        return lines;
    }

    private static boolean all(Context context, List<MemoryLine> lines, Predicate<MemoryLine> condition) {
        return onLoop(context, () -> lines.stream().allMatch(condition));
    }

    private static <T> T onLoop(Context context, Supplier<T> step) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> done.complete(step.get()));
        return SocketNode.await(done.future());
    }
}
