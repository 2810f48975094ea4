package dev.tidings.socket.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.Border;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.TokenCheck;
import dev.tidings.hub.Loop;
import dev.tidings.hub.VertxLoop;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.Line;
import dev.tidings.socket.SocketNode;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.WireClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What nobody expected happens in one session: it alone ends, and all others are still asked for signs of life. */
class FailingEnginesTest {

    private static final TokenCheck NO_TOKENS =
            token -> Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "there are no tokens here"));

    private final SocketNode node = new SocketNode();
    private final Context context = node.vertx().getOrCreateContext();
    private final HandLoop loop = new HandLoop(new VertxLoop(node.vertx(), context));
    private final LoopEngines engines = onLoop(() -> new LoopEngines(
            EngineService.echo("/hand", EngineNode.CONFORMANCE, new SecureRandom()),
            node.hub().port(loop)));

    @AfterEach
    void close() {
        node.close();
    }

    /** A loop whose time goes by, and whose timers run, by hand. Owned by that loop. */
    private static final class HandLoop implements Loop {
        private final Loop real;
        private final List<Runnable> due = new ArrayList<>();
        private long nowMillis = 1_000_000;

        HandLoop(Loop real) {
            this.real = real;
        }

        void pass(int millis) {
            nowMillis += millis;
            List<Runnable> now = List.copyOf(due);
            due.clear();
            now.forEach(Runnable::run);
        }

        @Override
        public void execute(Runnable task) {
            real.execute(task);
        }

        @Override
        public Timer schedule(long delayMillis, Runnable task) {
            due.add(task);
            return () -> due.remove(task);
        }

        @Override
        public long monotonicMillis() {
            return nowMillis;
        }

        @Override
        public long wallMillis() {
            return nowMillis;
        }

        @Override
        public boolean isCurrent() {
            return real.isCurrent();
        }
    }

    /** Chokes on messages, and perhaps on its end. */
    private record Choking(boolean atItsEnd) implements Line.Owner {
        @Override
        public void alive() {}

        @Override
        public void message(boolean text, byte[] payload) {
            throw new IllegalStateException("asked to");
        }

        @Override
        public boolean ping() {
            return true;
        }

        @Override
        public void writable() {}

        @Override
        public void gone() {
            if (atItsEnd) {
                throw new IllegalStateException("asked to");
            }
        }
    }

    /** What a request was answered. */
    private static final class Noted implements Answer {
        private String answer = "";

        @Override
        public void give(byte[] text) {
            answer = new String(text, StandardCharsets.UTF_8);
        }

        @Override
        public void refuse(EngineRefusal refusal) {
            answer = refusal.name();
        }
    }

    private EngineSession open(Noted greeted) {
        EngineSession session = engines.open("somebody");
        session.begin(greeted, line -> new Choking(true));
        return session;
    }

    @Test
    void asksAllOthersForSignsOfLifeWhenOneFailsAtItsEnd() {
        Noted pinged = new Noted();
        Noted pingedAgain = new Noted();
        onLoop(() -> {
            List<EngineSession> silent = List.of(open(new Noted()), open(new Noted()));
            EngineSession lively = open(new Noted());
            lively.poll("", pinged);
            loop.pass(EngineNode.CONFORMANCE.pingIntervalMillis());
            lively.packet(new Packet(Packet.Type.PONG, false, new byte[0]));
            loop.pass(EngineNode.CONFORMANCE.pingTimeoutMillis());
            assertThat(silent).allMatch(session -> engines.find(session.sid()) == null);
            lively.poll("", pingedAgain);
            loop.pass(EngineNode.CONFORMANCE.pingIntervalMillis());
            return null;
        });
        assertThat(pinged.answer).isEqualTo("2");
        assertThat(pingedAgain.answer).isEqualTo("2");
    }

    @Test
    void tellsWhoseMessageMetWhatNobodyExpectedThatItMayComeBack() {
        EngineService choking = new EngineService(
                "/choking",
                EngineNode.CALM,
                new SecureRandom(),
                port -> (line, identity, allowance) -> new Choking(false),
                List.of());
        try (SocketNode choked = new SocketNode(
                        SocketSettings.DEFAULT,
                        ListenerSettings.development(0),
                        Border.development(),
                        NO_TOKENS,
                        List.of(choking::bridge));
                WireClient client = WireClient.open(choked.port(), "/choking/?EIO=4&transport=websocket")) {
            assertThat(client.message()).startsWith("0");
            client.text("4x");
            assertThat(client.closeCode()).isEqualTo(Disconnect.SERVER_ERROR.code());
        }
    }

    private <T> T onLoop(Supplier<T> step) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> {
            try {
                done.complete(step.get());
            } catch (RuntimeException | AssertionError e) {
                done.fail(e);
            }
        });
        return SocketNode.await(done.future());
    }
}
