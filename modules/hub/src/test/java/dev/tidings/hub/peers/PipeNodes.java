package dev.tidings.hub.peers;

import dev.tidings.hub.Hub;
import dev.tidings.hub.HubFigures;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.HubSettings;
import dev.tidings.hub.Pipe;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.model.Kind;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Nodes with a hub each, two loops a node, and what came through their pipes. Owned by the test's thread. */
final class PipeNodes {

    private static final ChannelSettings KEPT = new ChannelSettings(Kind.LOG, 10, 1_000);

    final Hive hive;
    private final Random random;
    private final Map<String, Hub> hubs = new LinkedHashMap<>();

    PipeNodes(Random random) {
        this.random = random;
        this.hive = new Hive(random);
        hive.ordered = true;
    }

    /** A node that is a member from now on. */
    Hive.Node add(String name) {
        Hive.Node node = hive.add(name);
        MemoryLog log = new MemoryLog(
                channel -> KEPT, LogLimits.DEFAULT, () -> Hive.EPOCH, hive.loop::monotonicMillis, "store");
        HubSettings settings = HubSettings.defaults(name, channel -> KEPT, List.of());
        hubs.put(name, new Hub(settings, log, node.peers, node.peers.members(), hive.loop, random));
        return node;
    }

    /** Another loop of a node. */
    HubPort port(String node) {
        return hubs.get(node).port(hive.loop);
    }

    Hub hub(String node) {
        return hubs.get(node);
    }

    int ends(String node) {
        Future<HubFigures> figures = hubs.get(node).figures();
        hive.run(5);
        return figures.result().pipes();
    }

    /** Faults of the programs; only those that a test provokes. */
    long failures() {
        return hubs.values().stream().mapToLong(Hub::failures).sum();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Keeps what comes through a pipe. */
    static class Kept implements Pipe.Receiver {

        final List<String> messages = new ArrayList<>();
        final List<Pipe.End> ends = new ArrayList<>();
        int writable;

        @Override
        public void message(byte[] message) {
            messages.add(text(message));
        }

        @Override
        public void writable() {
            writable++;
        }

        @Override
        public void closed(Pipe.End end) {
            ends.add(end);
        }

        List<Pipe.Cause> causes() {
            return ends.stream().map(Pipe.End::cause).toList();
        }
    }

    /** Offers a name and keeps what comes to it. */
    static final class Owner extends Kept implements Pipe.Acceptor {

        final List<String> heads = new ArrayList<>();
        final List<Pipe> pipes = new ArrayList<>();

        @Override
        public Pipe.Receiver accept(Pipe pipe, byte[] head) {
            heads.add(text(head));
            pipes.add(pipe);
            return this;
        }

        Pipe pipe() {
            return pipes.get(pipes.size() - 1);
        }
    }
}
