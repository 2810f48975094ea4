package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.DevelopmentIdentity;
import dev.tidings.hub.VertxLoop;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What nobody expected happens in one session: it alone ends, and its client is told that it may come back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailingSessionsTest {

    private static final byte[] UNSUBSCRIBE =
            "{\"id\":1,\"unsubscribe\":{\"channel\":\"a\"}}".getBytes(StandardCharsets.UTF_8);

    private final SocketNode node = new SocketNode();
    private final Context context = node.vertx().getOrCreateContext();
    private final LoopSockets sockets =
            onLoop(() -> new LoopSockets(node.service(), node.hub().port(new VertxLoop(node.vertx(), context))));

    @AfterAll
    void close() {
        node.close();
    }

    /** A line that fails when it is told to, and notes the rest. Owned by its event loop. */
    private static final class FailingLine extends MemoryLine {
        private boolean failsToWrite;
        private boolean failsToFlush;
        private int closeCode;

        @Override
        public void write(byte[]... parts) {
            if (failsToWrite) {
                failsToWrite = false;
                throw new IllegalStateException("asked to");
            }
            super.write(parts);
        }

        @Override
        public void flush() {
            if (failsToFlush) {
                throw new IllegalStateException("asked to");
            }
            super.flush();
        }

        @Override
        public void close(int code, String reason) {
            closeCode = code;
        }
    }

    @Test
    void endsWithServerErrorWhenAMessageMeetsWhatNobodyExpected() {
        long before = node.service().counters().open();
        FailingLine line = onLoop(() -> {
            FailingLine failing = new FailingLine();
            SocketSession session = open(failing);
            failing.failsToWrite = true;
            session.message(true, UNSUBSCRIBE);
            session.message(true, UNSUBSCRIBE);
            return failing;
        });
        assertThat(line.said).hasSize(2);
        assertThat(line.said.get(1)).contains("\"disconnect\":{\"code\":3002,").contains("\"reconnect\":true");
        assertThat(line.closeCode).isEqualTo(3002);
        assertThat(node.service().counters().open()).isEqualTo(before);
    }

    @Test
    void keepsNoOtherFromItsRepliesWhenALineFails() {
        FailingLine failing = new FailingLine();
        FailingLine well = new FailingLine();
        SocketSession other = onLoop(() -> {
            SocketSession session = open(failing);
            failing.failsToFlush = true;
            session.message(true, UNSUBSCRIBE);
            SocketSession second = open(well);
            second.message(true, UNSUBSCRIBE);
            return second;
        });
        assertThat(onLoop(() -> well.flushes)).isEqualTo(1);
        assertThat(failing.closeCode).isEqualTo(3002);
        onLoop(() -> {
            other.message(true, UNSUBSCRIBE);
            return null;
        });
        assertThat(onLoop(() -> well.flushes)).isEqualTo(2);
        assertThat(well.said).hasSize(3).allMatch(text -> !text.contains("disconnect"));
        onLoop(() -> {
            other.gone();
            return null;
        });
    }

    private SocketSession open(FailingLine line) {
        return sockets.open(TidingsDialect.withoutHeartbeat(sockets), line, new DevelopmentIdentity(), new Unlimited());
    }

    /** A step after all that the steps before it have left to do. */
    private <T> T onLoop(Supplier<T> step) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> done.complete(step.get()));
        return SocketNode.await(done.future());
    }
}
