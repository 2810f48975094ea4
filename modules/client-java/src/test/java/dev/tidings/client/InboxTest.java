package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboxTest {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Inbox inbox = new Inbox(vertx, vertx.getOrCreateContext(), "inbox");
    private final Queue<String> got = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        await(inbox.open());
        inbox.listen("1", members -> got.add(members.get("seq").toString()));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void makesItsAddressKnownAnewAfterASilence() {
        assertThat(isHeard(1)).isTrue();
        inbox.doubt(System.nanoTime());
        assertThat(isHeard(2)).as("in between").isFalse();
        await(inbox.open());
        assertThat(isHeard(3)).isTrue();
        Awaitility.await().untilAsserted(() -> assertThat(got).containsExactly("1", "3"));
    }

    @Test
    void leavesAnAddressAloneThatWasMadeKnownSinceTheSilenceBegan() {
        inbox.doubt(System.nanoTime() - TimeUnit.HOURS.toNanos(1));
        assertThat(isHeard(1)).isTrue();
    }

    private boolean isHeard(int number) {
        Buffer message = Buffer.buffer("{\"subscription\":\"1\",\"seq\":" + number + "}");
        Future<Void> sent = vertx.eventBus().<Buffer>sender("inbox").write(message);
        return await(sent.map(true).otherwise(false));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
