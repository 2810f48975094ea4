package dev.tidings.socket.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.socket.engineio.Heartbeat.Step;
import org.junit.jupiter.api.Test;

/** Pings every 300 ms, answers within 200 ms. */
class HeartbeatTest {

    private static final long BEGIN = 1_000_000;

    private final EngineSettings settings = new EngineSettings(300, 200, 1_000_000, 1_000, 1_000, 10);
    private final Heartbeat heartbeat = new Heartbeat(settings, BEGIN);

    private Step at(int millis) {
        return heartbeat.look(BEGIN + millis);
    }

    @Test
    void pingsOnceAfterTheInterval() {
        assertThat(at(0)).isEqualTo(Step.NOTHING);
        assertThat(at(299)).isEqualTo(Step.NOTHING);
        assertThat(at(300)).isEqualTo(Step.PING);
        assertThat(at(301)).isEqualTo(Step.NOTHING);
    }

    @Test
    void endsWhoDoesNotAnswerInTime() {
        at(305);
        assertThat(at(499)).isEqualTo(Step.NOTHING);
        assertThat(heartbeat.isOverdue(BEGIN + 499)).isFalse();
        assertThat(heartbeat.isOverdue(BEGIN + 500)).isTrue();
        assertThat(at(500)).isEqualTo(Step.END);
    }

    @Test
    void pingsAreAnIntervalApartWheneverTheAnswersCome() {
        at(300);
        heartbeat.heard();
        assertThat(at(599)).isEqualTo(Step.NOTHING);
        assertThat(at(600)).isEqualTo(Step.PING);
        at(790);
        heartbeat.heard();
        assertThat(at(899)).isEqualTo(Step.NOTHING);
        assertThat(at(900)).isEqualTo(Step.PING);
    }

    @Test
    void whatAClientSendsUnaskedPutsNoPingOff() {
        heartbeat.heard();
        heartbeat.heard();
        assertThat(at(300)).isEqualTo(Step.PING);
    }

    @Test
    void aClientThatIsNotReadIsNotTakenForDead() {
        at(300);
        heartbeat.unread(BEGIN + 490);
        assertThat(at(500)).isEqualTo(Step.NOTHING);
        assertThat(at(689)).isEqualTo(Step.NOTHING);
        assertThat(at(690)).isEqualTo(Step.END);
    }

    @Test
    void aPauseOfTheLoopIsNotTheClients() {
        assertThat(heartbeat.isOverdue(BEGIN + 5_000))
                .as("it was asked nothing")
                .isFalse();
        assertThat(at(5_000)).isEqualTo(Step.PING);
        assertThat(at(5_000 + 99)).as("half of its time is left to it").isEqualTo(Step.NOTHING);
        assertThat(at(5_000 + 100)).isEqualTo(Step.END);
    }
}
