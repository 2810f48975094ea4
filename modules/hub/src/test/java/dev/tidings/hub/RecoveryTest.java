package dev.tidings.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Recovery.Decision;
import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private static final Epoch EPOCH = new Epoch("aaaaaaaaaaaa");
    private static final Epoch OTHER = new Epoch("bbbbbbbbbbbb");

    @Test
    void theWindowGivesWhatItHolds() {
        assertThat(Recovery.byWindow(after(EPOCH, 10), EPOCH, 5, 20)).isEqualTo(from(10));
        assertThat(Recovery.byWindow(after(EPOCH, 4), EPOCH, 5, 20)).isEqualTo(from(4));
        assertThat(Recovery.byWindow(after(EPOCH, 20), EPOCH, 5, 20)).isEqualTo(from(20));
        assertThat(Recovery.byWindow(new StartingPoint.Head(), EPOCH, 5, 20)).isEqualTo(from(20));
        assertThat(Recovery.byWindow(new StartingPoint.Rewind(3), EPOCH, 5, 20)).isEqualTo(from(17));
        assertThat(Recovery.byWindow(new StartingPoint.Rewind(300), EPOCH, 1, 20))
                .isEqualTo(from(0));
    }

    @Test
    void theWindowNeverJudgesWhatItDoesNotKnow() {
        Decision ask = new Decision.AskLog();
        assertThat(Recovery.byWindow(after(EPOCH, 3), EPOCH, 5, 20)).isEqualTo(ask);
        assertThat(Recovery.byWindow(after(EPOCH, 21), EPOCH, 5, 20)).isEqualTo(ask);
        assertThat(Recovery.byWindow(after(OTHER, 10), EPOCH, 5, 20)).isEqualTo(ask);
        assertThat(Recovery.byWindow(new StartingPoint.Earliest(), EPOCH, 5, 20))
                .isEqualTo(ask);
        assertThat(Recovery.byWindow(new StartingPoint.Rewind(300), EPOCH, 5, 20))
                .isEqualTo(ask);
    }

    @Test
    void theLogDecidesWhatIsTrimmedAndWhatIsOfAnotherLife() {
        assertThat(Recovery.byLog(after(EPOCH, 4), EPOCH, 5, 20, false)).isEqualTo(from(4));
        assertThat(Recovery.byLog(after(EPOCH, 3), EPOCH, 5, 20, false)).isEqualTo(lost(Reset.Reason.TRIMMED));
        assertThat(Recovery.byLog(after(EPOCH, 21), EPOCH, 5, 20, false)).isEqualTo(lost(Reset.Reason.EPOCH));
        assertThat(Recovery.byLog(after(OTHER, 10), EPOCH, 5, 20, false)).isEqualTo(lost(Reset.Reason.EPOCH));
        assertThat(Recovery.byLog(after(OTHER, 0), EPOCH, 1, 0, false)).isEqualTo(lost(Reset.Reason.EPOCH));
    }

    @Test
    void aChannelThatKeepsTheLastValueOfEachKeyMaySkip() {
        assertThat(Recovery.byLog(after(EPOCH, 1), EPOCH, 15, 20, true)).isEqualTo(from(1));
        assertThat(Recovery.byLog(after(OTHER, 1), EPOCH, 15, 20, true)).isEqualTo(lost(Reset.Reason.EPOCH));
    }

    @Test
    void theOldestAndTheLastFewAreBoundedByWhatIsRetained() {
        assertThat(Recovery.byLog(new StartingPoint.Earliest(), EPOCH, 5, 20, false))
                .isEqualTo(from(4));
        assertThat(Recovery.byLog(new StartingPoint.Rewind(300), EPOCH, 5, 20, false))
                .isEqualTo(from(4));
        assertThat(Recovery.byLog(new StartingPoint.Rewind(2), EPOCH, 5, 20, false))
                .isEqualTo(from(18));
        assertThat(Recovery.byLog(new StartingPoint.Earliest(), EPOCH, 1, 0, false))
                .isEqualTo(from(0));
    }

    @Test
    void whatIsNoPositionIsLostAndNeverAnError() {
        assertThat(Recovery.byWindow(new StartingPoint.Unknown(), EPOCH, 5, 20)).isEqualTo(lost(Reset.Reason.EPOCH));
        assertThat(Recovery.byLog(new StartingPoint.Unknown(), EPOCH, 5, 20, false))
                .isEqualTo(lost(Reset.Reason.EPOCH));
    }

    private static StartingPoint after(Epoch epoch, long offset) {
        return new StartingPoint.After(new Position(epoch, offset));
    }

    private static Decision from(long offset) {
        return new Decision.From(new Position(EPOCH, offset));
    }

    private static Decision lost(Reset.Reason reason) {
        return new Decision.Lost(reason);
    }
}
