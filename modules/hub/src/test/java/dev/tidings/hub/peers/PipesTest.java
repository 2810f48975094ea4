package dev.tidings.hub.peers;

import static dev.tidings.hub.peers.PipeNodes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.HubPort;
import dev.tidings.hub.Pipe;
import dev.tidings.hub.peers.PipeNodes.Kept;
import dev.tidings.hub.peers.PipeNodes.Owner;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipesTest {

    private final PipeNodes nodes = new PipeNodes(new Random(20_261_121));
    private final Hive hive = nodes.hive;
    private final Hive.Node a = nodes.add("a");
    private final Hive.Node b = nodes.add("b");
    private final HubPort here = nodes.port("a");
    private final HubPort beside = nodes.port("a");
    private final HubPort there = nodes.port("b");
    private final Owner owner = new Owner();
    private final Kept kept = new Kept();

    @BeforeEach
    void nodesKnowOneAnother() {
        hive.run(1_500);
    }

    @AfterEach
    void nothingIsLeft() {
        hive.nodes.values().forEach(Hive.Node::resume);
        hive.run(30_000);
        assertThat(nodes.ends("a")).isZero();
        assertThat(nodes.ends("b")).isZero();
        assertThat(nodes.failures()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void messagesGoBothWaysInOrderAndEndInWords(String where) {
        port(where).offer("s1", owner);
        Pipe pipe = connected("", "s1");
        assertThat(owner.heads).containsExactly("who");
        pipe.send(bytes("1"));
        pipe.send(bytes("2"));
        owner.pipe().send(bytes("A"));
        hive.run(20);
        pipe.send(bytes("3"));
        owner.pipe().send(bytes(""));
        owner.pipe().close(bytes("done"));
        hive.run(20);
        assertThat(owner.messages).startsWith("1", "2");
        assertThat(kept.messages).containsExactly("A", "");
        assertThat(kept.ends).singleElement().satisfies(end -> {
            assertThat(end.isClean()).isTrue();
            assertThat(end.reason()).isEqualTo(bytes("done"));
        });
        assertThat(owner.ends).as("who closes is not told").isEmpty();
    }

    @Test
    void betweenLoopsOfOneNodeNothingGoesOverTheBus() {
        beside.offer("s1", owner);
        a.sent.clear();
        Pipe pipe = connected("", "s1");
        pipe.send(bytes("1"));
        hive.run(5);
        assertThat(owner.messages).containsExactly("1");
        assertThat(a.sent).noneMatch(message -> message instanceof PeerMessage.Question);
        assertThat(a.sent).noneMatch(message -> message instanceof PeerMessage.Pipes);
        pipe.close(bytes(""));
    }

    @Test
    void whatIsSentInOneTurnIsOneMessage() {
        there.offer("s1", owner);
        Pipe pipe = connected("b", "s1");
        a.sent.clear();
        for (int i = 0; i < 100; i++) {
            pipe.send(bytes("" + i));
        }
        hive.run(20);
        assertThat(owner.messages).hasSize(100);
        assertThat(a.sent.stream().filter(PeerMessage.Pipes.class::isInstance)).hasSize(1);
        pipe.close(bytes(""));
    }

    @Test
    void aNameIsOfferedOnceOnANode() {
        Pipe.Offer first = here.offer("s1", owner).orElseThrow();
        assertThat(beside.offer("s1", owner)).isEmpty();
        first.close();
        first.close();
        assertThat(beside.offer("s1", owner)).isPresent();
        first.close();
        assertThat(connected("", "s1").isClosed()).isFalse();
        assertThatThrownBy(() -> here.offer("x".repeat(256), owner)).isInstanceOf(IllegalArgumentException.class);
        owner.pipe().close(bytes(""));
    }

    @Test
    void whatNobodyHasIsKnownAsSoonAsAllHaveAnswered() {
        nodes.add("c");
        hive.run(1_500);
        Future<Pipe> pipe = here.connect("", "s1", bytes(""), kept);
        hive.run(20);
        assertThat(codeOf(pipe)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(codeOf(soon(here.connect("a", "s1", bytes(""), kept)))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(codeOf(soon(here.connect("b", "s1", bytes(""), kept)))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(codeOf(soon(here.connect("nobody", "s1", bytes(""), kept)))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(codeOf(soon(here.connect("", "", bytes(""), kept)))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aSilentNodeCostsLittleAndLaterNothing() {
        nodes.add("c").stopped = true;
        hive.run(1_000);
        Future<Pipe> pipe = here.connect("", "s1", bytes(""), kept);
        hive.run(350);
        assertThat(pipe.isComplete()).isFalse();
        hive.run(100);
        assertThat(codeOf(pipe)).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        there.offer("s1", owner);
        soon(here.connect("", "s1", bytes(""), kept)).result().close(bytes(""));
        hive.run(5_000);
        assertThat(codeOf(soon(here.connect("", "s2", bytes(""), kept)))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aSlowAnswerIsWaitedFor() {
        there.offer("s1", owner);
        hive.run(60_000);
        b.stopped = true;
        Future<Pipe> pipe = here.connect("b", "s1", bytes(""), kept);
        hive.run(1_500);
        assertThat(pipe.isComplete()).isFalse();
        b.resume();
        Pipe opened = soon(pipe).result();
        owner.pipe().send(bytes("1"));
        hive.run(20);
        assertThat(kept.messages).containsExactly("1");
        opened.close(bytes(""));
    }

    @Test
    void anOfferThatClosesMeanwhileIsNotFound() {
        Pipe.Offer offer = beside.offer("s1", owner).orElseThrow();
        Future<Pipe> pipe = here.connect("", "s1", bytes(""), kept);
        offer.close();
        assertThat(codeOf(soon(pipe))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(owner.pipes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void theOwnerRefusesAnothersRequest(String where) {
        port(where).offer("s1", (pipe, head) -> {
            pipe.send(bytes("never sent"));
            throw new HubException(ErrorCode.FORBIDDEN, "another's session");
        });
        assertThat(codeOf(soon(here.connect("", "s1", bytes("who"), kept)))).isEqualTo(ErrorCode.FORBIDDEN);
        hive.run(50);
        assertThat(kept.messages).isEmpty();
        assertThat(kept.ends).isEmpty();
    }

    @Test
    void ofTwoNodesThatHaveItOneTakesThePipeAndTheOtherIsTold() {
        nodes.add("c");
        hive.run(1_500);
        Owner second = new Owner();
        there.offer("s1", owner);
        nodes.port("c").offer("s1", second);
        Pipe pipe = connected("", "s1");
        hive.run(100);
        assertThat(owner.causes().size() + second.causes().size()).isEqualTo(1);
        pipe.send(bytes("1"));
        hive.run(50);
        assertThat(owner.messages.size() + second.messages.size()).isEqualTo(1);
        pipe.close(bytes(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void whoIsNotReadRunsOutOfCredit(String where) {
        port(where).offer("s1", owner);
        Pipe pipe = connected("", "s1");
        owner.pipe().pause();
        int sent = 0;
        for (; pipe.isWritable(); sent++) {
            pipe.send(new byte[1_000]);
            hive.run(5);
        }
        assertThat(sent).isBetween(60, 66);
        hive.run(100);
        assertThat(owner.messages).isEmpty();
        owner.pipe().resume();
        assertThat(owner.messages).hasSize(sent);
        hive.run(100);
        assertThat(kept.writable).isEqualTo(1);
        assertThat(pipe.isWritable()).isTrue();
        pipe.close(bytes(""));
    }

    @Test
    void aMessageAsLargeAsItMayBePassesAndALargerOneNot() {
        there.offer("s1", owner);
        Pipe pipe = connected("", "s1");
        pipe.send(new byte[Pipe.MAX_MESSAGE_BYTES]);
        assertThat(pipe.isWritable()).isFalse();
        hive.run(50);
        assertThat(owner.messages)
                .singleElement()
                .satisfies(text -> assertThat(text).hasSize(Pipe.MAX_MESSAGE_BYTES));
        assertThat(pipe.isWritable()).isTrue();
        assertThatThrownBy(() -> pipe.send(new byte[Pipe.MAX_MESSAGE_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        pipe.close(bytes(""));
    }

    @Test
    void whoWritesOnWithoutCreditEndsThePipe() {
        there.offer("s1", owner);
        Pipe pipe = connected("", "s1");
        owner.pipe().pause();
        for (int i = 0; i < 3; i++) {
            pipe.send(new byte[Pipe.MAX_MESSAGE_BYTES]);
        }
        hive.run(50);
        assertThat(kept.causes()).containsExactly(Pipe.Cause.OVERFLOW);
        owner.pipe().resume();
        assertThat(owner.causes()).containsExactly(Pipe.Cause.OVERFLOW);
    }

    @Test
    void whatCameBeforeTheEndIsGivenToWhoPaused() {
        there.offer("s1", owner);
        Pipe pipe = connected("", "s1");
        owner.pipe().pause();
        pipe.send(bytes("1"));
        pipe.send(bytes("2"));
        pipe.close(bytes("bye"));
        hive.run(60_000);
        assertThat(owner.ends).isEmpty();
        owner.pipe().resume();
        assertThat(owner.messages).containsExactly("1", "2");
        assertThat(owner.causes()).containsExactly(Pipe.Cause.CLOSED);
    }

    @Test
    void aQuietPipeStays() {
        there.offer("s1", owner);
        Pipe pipe = connected("", "s1");
        hive.run(600_000);
        pipe.send(bytes("1"));
        hive.run(20);
        assertThat(owner.messages).containsExactly("1");
        pipe.close(bytes(""));
    }

    @Test
    void theLossOfTheLastMessageIsNoticedToo() {
        there.offer("s1", owner);
        Pipe pipe = connected("", "s1");
        hive.loss = 1;
        pipe.send(bytes("1"));
        hive.run(20);
        hive.loss = 0;
        hive.run(8_000);
        assertThat(owner.messages).isEmpty();
        assertThat(owner.causes()).containsExactly(Pipe.Cause.LOST);
        assertThat(kept.causes()).containsExactly(Pipe.Cause.LOST);
        assertThat(pipe.isClosed()).isTrue();
    }

    @Test
    void theLossOfAnEndIsNoticedToo() {
        there.offer("s1", owner);
        Pipe pipe = connected("", "s1");
        hive.loss = 1;
        pipe.close(bytes(""));
        hive.run(20);
        hive.loss = 0;
        hive.run(8_000);
        assertThat(owner.causes()).containsExactly(Pipe.Cause.LOST);
    }

    @Test
    void theLossOfAnAnswerLeavesNothingBehind() {
        there.offer("s1", (pipe, head) -> {
            hive.loss = 1;
            return owner.accept(pipe, head);
        });
        Future<Pipe> pipe = here.connect("b", "s1", bytes(""), kept);
        hive.run(50);
        assertThat(owner.pipes).hasSize(1);
        hive.loss = 0;
        hive.run(3_000);
        assertThat(codeOf(pipe)).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(nodes.ends("b")).isZero();
    }

    @Test
    void aMemberThatLeavesTakesItsPipesAlong() {
        there.offer("s1", owner);
        Pipe pipe = connected("", "s1");
        hive.members.remove("b");
        a.membersChanged();
        hive.run(50);
        assertThat(kept.causes()).containsExactly(Pipe.Cause.NODE_LEFT);
        pipe.send(bytes("1"));
        assertThat(pipe.isWritable()).isFalse();
    }

    @Test
    void aNodeThatStandsStillForTenSecondsEndsItsPipes() {
        there.offer("s1", owner);
        connected("", "s1");
        b.stopped = true;
        hive.run(10_000);
        assertThat(kept.causes()).containsExactly(Pipe.Cause.NODE_LEFT);
        b.resume();
        hive.run(8_000);
        assertThat(owner.causes()).hasSize(1);
    }

    @Test
    void aNodeThatStartsAgainKnowsNothingOfBefore() {
        there.offer("s1", owner);
        connected("", "s1");
        hive.nodes.remove("b");
        nodes.add("b");
        hive.run(1_500);
        assertThat(kept.causes()).containsExactly(Pipe.Cause.NODE_LEFT);
        assertThat(codeOf(soon(here.connect("", "s1", bytes(""), kept)))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    /** Else all clients whose requests it passes on would come back at the same moment, when it stops. */
    @Test
    void aNodeThatDrainsEndsWhatItPassesOnOverAWhile() {
        there.offer("s1", owner);
        for (int i = 0; i < 40; i++) {
            connected("", "s1");
        }
        Future<Void> drained = nodes.hub("a").drain(1_000);
        hive.run(400);
        assertThat(kept.ends.size()).isBetween(10, 30);
        hive.run(1_000);
        assertThat(kept.causes()).hasSize(40).containsOnly(Pipe.Cause.NODE_LEFT);
        assertThat(owner.causes()).hasSize(40).containsOnly(Pipe.Cause.NODE_LEFT);
        assertThat(drained.succeeded()).isTrue();
    }

    @Test
    void aNodeThatClosesEndsItsPipes() {
        there.offer("s1", owner);
        connected("", "s1");
        nodes.hub("b").close();
        hive.run(50);
        assertThat(kept.causes()).containsExactly(Pipe.Cause.NODE_LEFT);
        assertThat(owner.causes()).containsExactly(Pipe.Cause.NODE_LEFT);
        assertThat(there.offer("s2", owner)).isEmpty();
        assertThat(codeOf(soon(there.connect("", "s2", bytes(""), kept)))).isEqualTo(ErrorCode.DRAINING);
    }

    private HubPort port(String node) {
        return node.equals("a") ? beside : there;
    }

    private Pipe connected(String node, String name) {
        return soon(here.connect(node, name, bytes("who"), kept)).result();
    }

    private <T> Future<T> soon(Future<T> future) {
        hive.run(20);
        assertThat(future.isComplete()).isTrue();
        return future;
    }

    private static ErrorCode codeOf(Future<?> failed) {
        return ((HubException) failed.cause()).code();
    }
}
