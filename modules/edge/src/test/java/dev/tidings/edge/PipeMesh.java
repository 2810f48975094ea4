package dev.tidings.edge;

import dev.tidings.hub.Bus;
import dev.tidings.hub.BusMessage;
import dev.tidings.hub.Members;
import dev.tidings.hub.PipeCarrier;
import dev.tidings.hub.PipePacket;
import dev.tidings.hub.VertxLoop;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Carries the pipes between nodes of one process, whose hubs share a loop. Owned by that loop. */
final class PipeMesh {

    private final VertxLoop loop;
    private final Map<String, PipeCarrier.Host> hosts = new LinkedHashMap<>();

    PipeMesh(Vertx vertx) {
        loop = new VertxLoop(vertx, vertx.getOrCreateContext());
    }

    VertxLoop loop() {
        return loop;
    }

    /** A node that is gone from now on, without a word. From any thread. */
    void kill(String node) {
        Promise<Void> done = Promise.promise();
        loop.execute(() -> {
            PipeCarrier.Host gone = hosts.remove(node);
            hosts.forEach((name, host) -> {
                host.left(node);
                gone.left(name);
            });
            done.complete();
        });
        EdgeNode.await(done.future());
    }

    /** What a node publishes stays its own: here it is about pipes. */
    Bus bus() {
        return new Bus() {
            private Consumer<BusMessage> receiver = message -> {};

            @Override
            public void send(BusMessage message) {
                Consumer<BusMessage> known = receiver;
                loop.execute(() -> known.accept(message));
            }

            @Override
            public void receive(Consumer<BusMessage> newReceiver) {
                receiver = newReceiver;
            }
        };
    }

    Members members(String node) {
        Members alone = Members.alone();
        PipeCarrier carrier = new Carrier(node);
        return new Members() {
            @Override
            public void join(Witness self) {
                alone.join(self);
            }

            @Override
            public void asking() {
                alone.asking();
            }

            @Override
            public void inTouch() {
                alone.inTouch();
            }

            @Override
            public Future<Boolean> vouch(PartitionState state) {
                return alone.vouch(state);
            }

            @Override
            public boolean maySpeak(PartitionState state) {
                return alone.maySpeak(state);
            }

            @Override
            public PipeCarrier pipes() {
                return carrier;
            }
        };
    }

    /** The pipes of one node. */
    private final class Carrier implements PipeCarrier {

        private final String node;

        Carrier(String node) {
            this.node = node;
        }

        @Override
        public void host(Host host) {
            loop.execute(() -> hosts.put(node, host));
        }

        @Override
        public Set<String> nodes() {
            return hosts.containsKey(node)
                    ? hosts.keySet().stream().filter(each -> !each.equals(node)).collect(Collectors.toSet())
                    : Set.of();
        }

        @Override
        public Future<Void> open(String to, long pipe, String name, byte[] head, long limitMillis) {
            Promise<Void> answer = Promise.promise();
            loop.schedule(
                    limitMillis,
                    () -> answer.tryFail(new HubException(ErrorCode.OUTCOME_UNKNOWN, "no answer comes in time")));
            loop.execute(() -> hosts.get(to).open(node, 1, pipe, name, head).onComplete(opened -> {
                if (opened.succeeded()) {
                    answer.tryComplete();
                } else {
                    answer.tryFail(opened.cause());
                }
            }));
            return answer.future();
        }

        @Override
        public boolean send(String to, PipePacket packet) {
            if (!hosts.containsKey(node) || !hosts.containsKey(to)) {
                return false;
            }
            loop.execute(() -> {
                Host host = hosts.get(to);
                if (host != null) {
                    host.arrived(node, packet);
                }
            });
            return true;
        }
    }
}
