package dev.tidings.hub.peers;

import static dev.tidings.hub.peers.PipeNodes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.HubPort;
import dev.tidings.hub.Pipe;
import dev.tidings.hub.peers.PipeNodes.Kept;
import dev.tidings.hub.peers.PipeNodes.Owner;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Seeded;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PipesUnderStressTest {

    @Test
    void whateverTheWireDoesAPipeIsExactOrHasEnded() {
        Seeded.check(60, 200, (random, size) -> {
            PipeNodes nodes = new PipeNodes(random);
            nodes.add("a");
            nodes.add("b");
            Hive hive = nodes.hive;
            hive.run(1_500);
            Owner owner = new Owner();
            Kept kept = new Kept();
            nodes.port("b").offer("s1", owner);
            Pipe pipe = connected(hive, nodes.port("a").connect("b", "s1", bytes(""), kept));
            hive.loss = random.nextInt(3) == 0 ? random.nextDouble() / 20 : 0;
            hive.repeat = random.nextDouble() / 2;
            hive.ordered = random.nextInt(3) > 0;
            hive.mostMillis = 1L + random.nextInt(hive.ordered ? 500 : 5);
            List<String> toOwner = new ArrayList<>();
            List<String> toOpener = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                write(random, i, pipe, toOwner);
                write(random, i, owner.pipe(), toOpener);
                hive.run(random.nextInt(60));
            }
            hive.loss = 0;
            hive.mostMillis = 1;
            hive.ordered = true;
            hive.run(60_000);
            assertThat(owner.messages).isEqualTo(firstOf(toOwner, owner.messages.size()));
            assertThat(kept.messages).isEqualTo(firstOf(toOpener, kept.messages.size()));
            if (pipe.isClosed()) {
                assertThat(kept.ends).hasSize(1);
                assertThat(owner.ends).hasSize(1);
            } else {
                assertThat(owner.messages).isEqualTo(toOwner);
                assertThat(kept.messages).isEqualTo(toOpener);
                pipe.close(bytes(""));
                hive.run(1_000);
            }
            assertThat(nodes.ends("a")).isZero();
            assertThat(nodes.ends("b")).isZero();
            assertThat(nodes.failures()).isZero();
        });
    }

    @Test
    void aThousandWaitingPollsLeaveNothingBehind() {
        PipeNodes nodes = new PipeNodes(new Random(20_261_121));
        Hive.Node a = nodes.add("a");
        nodes.add("b");
        Hive hive = nodes.hive;
        hive.run(1_500);
        Owner owner = new Owner();
        HubPort here = nodes.port("a");
        HubPort there = nodes.port("b");
        List<Pipe.Offer> offers = IntStream.range(0, 1_000)
                .mapToObj(i -> there.offer("s" + i, owner).orElseThrow())
                .toList();
        List<Kept> polls = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Kept poll = new Kept();
            polls.add(poll);
            here.connect("", "s" + i, bytes("poll"), poll);
        }
        hive.run(100);
        assertThat(nodes.ends("a")).isEqualTo(1_000);
        a.sent.clear();
        owner.pipes.forEach(pipe -> {
            pipe.send(bytes("news"));
            pipe.close(bytes(""));
        });
        hive.run(100);
        assertThat(polls).allSatisfy(poll -> {
            assertThat(poll.messages).containsExactly("news");
            assertThat(poll.causes()).containsExactly(Pipe.Cause.CLOSED);
        });
        offers.forEach(Pipe.Offer::close);
        assertThat(nodes.ends("a")).isZero();
        assertThat(nodes.ends("b")).isZero();
        assertThat(nodes.failures()).isZero();
    }

    /** The bus keeps what a stopped node does not take: that must not grow with what its pipes are sent. */
    @Test
    void aStoppedNodeLosesPipesAndStaysAPeer() {
        PipeNodes nodes = new PipeNodes(new Random(20_261_121));
        Hive.Node a = nodes.add("a");
        Hive.Node b = nodes.add("b");
        Hive hive = nodes.hive;
        hive.run(1_500);
        Owner owner = new Owner();
        HubPort here = nodes.port("a");
        nodes.port("b").offer("s1", owner);
        List<Kept> others = new ArrayList<>();
        List<Pipe> pipes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Kept kept = new Kept();
            others.add(kept);
            pipes.add(connected(hive, here.connect("b", "s1", bytes(""), kept)));
        }
        b.stopped = true;
        a.sent.clear();
        pipes.forEach(pipe -> pipe.send(new byte[Pipe.MAX_MESSAGE_BYTES]));
        hive.run(100);
        long sent = a.sent.stream()
                .filter(PeerMessage.Pipes.class::isInstance)
                .mapToLong(message -> ((PeerMessage.Pipes) message).bytes())
                .sum();
        assertThat(sent).isBetween(PipeWindow.MAX_BYTES - (2 << 20), PipeWindow.MAX_BYTES);
        long ended = others.stream().filter(kept -> !kept.ends.isEmpty()).count();
        assertThat(ended).isEqualTo(25);
        assertThat(a.figures().nodes()).isEqualTo(2);
        b.resume();
        hive.run(30_000);
        assertThat(owner.ends).hasSize(25);
        pipes.stream().filter(pipe -> !pipe.isClosed()).forEach(pipe -> pipe.send(bytes("on")));
        hive.run(100);
        assertThat(owner.messages).filteredOn("on"::equals).hasSize(15);
    }

    @Test
    void aNodeHasSoManyPipesAndNoMore() {
        PipeNodes nodes = new PipeNodes(new Random(20_261_121));
        nodes.add("a");
        Owner owner = new Owner();
        HubPort here = nodes.port("a");
        here.offer("s1", owner);
        for (int i = 0; i < 16_384 / 2; i++) {
            here.connect("", "s1", bytes(""), new Kept());
        }
        Future<Pipe> one = here.connect("", "s1", bytes(""), new Kept());
        assertThat(((HubException) one.cause()).code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(nodes.ends("a")).isEqualTo(16_384);
        owner.pipes.forEach(pipe -> pipe.close(bytes("")));
        hive(nodes).run(100);
        assertThat(nodes.ends("a")).isZero();
    }

    @Test
    void aReceiverThatFailsEndsItsPipeAndNoOther() {
        PipeNodes nodes = new PipeNodes(new Random(20_261_121));
        nodes.add("a");
        Owner owner = new Owner();
        HubPort here = nodes.port("a");
        here.offer("s1", owner);
        Kept failing = new Kept() {
            @Override
            public void message(byte[] message) {
                throw new IllegalStateException("a fault");
            }
        };
        Kept well = new Kept();
        connected(hive(nodes), here.connect("", "s1", bytes(""), failing));
        connected(hive(nodes), here.connect("", "s1", bytes(""), well));
        owner.pipes.forEach(pipe -> pipe.send(bytes("1")));
        hive(nodes).run(50);
        assertThat(failing.causes()).containsExactly(Pipe.Cause.FAILED);
        assertThat(owner.causes()).containsExactly(Pipe.Cause.FAILED);
        assertThat(well.messages).containsExactly("1");
        assertThat(nodes.failures()).isEqualTo(1);
    }

    private static Hive hive(PipeNodes nodes) {
        return nodes.hive;
    }

    private static void write(Random random, int i, Pipe pipe, List<String> sent) {
        for (int left = random.nextInt(4); left > 0 && pipe.isWritable(); left--) {
            String message = i + "." + left + "x".repeat(random.nextInt(8_000));
            pipe.send(bytes(message));
            sent.add(message);
        }
    }

    private static List<String> firstOf(List<String> all, int count) {
        return all.subList(0, Math.min(count, all.size()));
    }

    private static Pipe connected(Hive hive, Future<Pipe> future) {
        hive.run(20);
        return future.result();
    }
}
