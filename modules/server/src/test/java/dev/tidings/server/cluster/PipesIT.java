package dev.tidings.server.cluster;

import static dev.tidings.server.cluster.TestMember.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.hub.Pipe;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Requests that reach a node which does not own their session, over the real bus. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PipesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int POLLS = 1_000;

    private static List<TestMember> members;
    private static TestMember owner;
    private static TestMember other;

    @BeforeAll
    static void start() throws Exception {
        SecureRandom random = new SecureRandom();
        MemoryLog log = new MemoryLog(
                channel -> TestMember.HISTORY,
                LogLimits.DEFAULT,
                () -> Epoch.draw(random),
                System::currentTimeMillis,
                "memory");
        members = TestMember.start(log, 3);
        owner = members.get(0);
        other = members.get(1);
        await().atMost(LIMIT)
                .until(() -> members.stream().allMatch(each -> each.figures().nodes() == 3));
    }

    @AfterAll
    static void stop() {
        members.forEach(TestMember::close);
    }

    @Test
    @Order(1)
    void aThousandWaitingPollsAreAnsweredFromElsewhereAndLeaveNothingBehind() {
        Queue<Pipe> waiting = new ConcurrentLinkedQueue<>();
        List<Pipe.Offer> offers = await(owner.ask(() -> Future.succeededFuture(IntStream.range(0, POLLS)
                .mapToObj(i -> owner.port
                        .offer("poll/" + i, (pipe, head) -> {
                            waiting.add(pipe);
                            return new Answered();
                        })
                        .orElseThrow())
                .toList())));
        List<Answered> answers =
                IntStream.range(0, POLLS).mapToObj(i -> new Answered()).toList();
        await(other.ask(() -> Future.all(IntStream.range(0, POLLS)
                .mapToObj(i -> other.port.connect("", "poll/" + i, ("request " + i).getBytes(UTF_8), answers.get(i)))
                .toList())));
        assertThat(waiting).hasSize(POLLS);
        assertThat(pipes(owner)).isEqualTo(POLLS);
        assertThat(pipes(other)).isEqualTo(POLLS);
        await(owner.ask(() -> {
            for (int i = 0; i < POLLS; i++) {
                Pipe pipe = waiting.remove();
                pipe.send("head".getBytes(UTF_8));
                pipe.send(("answer " + i).getBytes(UTF_8));
                pipe.close(new byte[0]);
            }
            offers.forEach(Pipe.Offer::close);
            return Future.succeededFuture();
        }));
        await().atMost(LIMIT).until(() -> answers.stream().allMatch(each -> each.ends.get() == 1));
        assertThat(answers).allSatisfy(each -> {
            assertThat(each.clean.get()).isEqualTo(1);
            assertThat(each.messages.get()).isEqualTo(2);
        });
        await().atMost(LIMIT).until(() -> pipes(owner) == 0);
        await().atMost(LIMIT).until(() -> pipes(other) == 0);
        assertThat(owner.hub.failures() + other.hub.failures()).isZero();
    }

    @Test
    @Order(2)
    void whatNobodyHasIsNotFound() {
        Future<Pipe> refused = other.ask(() -> other.port.connect("", "nowhere", new byte[0], new Answered()));
        await().atMost(LIMIT).until(refused::isComplete);
        assertThat(refused.cause())
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    @Order(3)
    void aNodeThatDiesEndsItsPipes() {
        TestMember dying = members.get(2);
        await(dying.ask(() -> Future.succeededFuture(dying.port.offer("s", (pipe, head) -> new Answered()))));
        Answered answered = new Answered();
        await(other.ask(() -> other.port.connect("n2", "s", new byte[0], answered)));
        members = members.subList(0, 2);
        dying.kill();
        await().atMost(LIMIT).until(() -> answered.ends.get() == 1);
        assertThat(answered.clean.get()).isZero();
        await().atMost(LIMIT).until(() -> pipes(other) == 0);
    }

    private static int pipes(TestMember member) {
        return await(member.hub.figures()).pipes();
    }

    /** Counts what comes. Thread-safe because each count is atomic: the test reads them. */
    private static final class Answered implements Pipe.Receiver {

        final AtomicInteger messages = new AtomicInteger();
        final AtomicInteger ends = new AtomicInteger();
        final AtomicInteger clean = new AtomicInteger();

        @Override
        public void message(byte[] message) {
            messages.incrementAndGet();
        }

        @Override
        public void closed(Pipe.End end) {
            if (end.isClean()) {
                clean.incrementAndGet();
            }
            ends.incrementAndGet();
        }
    }
}
