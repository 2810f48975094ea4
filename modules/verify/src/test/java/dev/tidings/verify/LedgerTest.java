package dev.tidings.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerTest {

    private static final Epoch EPOCH = new Epoch("aaaaaaaaaaaa");
    private static final Epoch NEXT_EPOCH = new Epoch("bbbbbbbbbbbb");
    private static final int WRITES = 30;

    private final Ledger ledger = new Ledger();
    private final Track track = ledger.track("s0", "c");
    private final Map<Long, WriteId> log = new HashMap<>();

    LedgerTest() {
        for (long i = 1; i <= WRITES; i++) {
            WriteId write = write(i);
            ledger.attempted(write);
            ledger.acked(write, "c", at(i));
            log.put(i, write);
        }
    }

    @Test
    void findsNothingWhenEverythingCameInOrder() {
        track.recovered(at(0));
        receive(1, WRITES);

        Verdict verdict = check();
        assertThat(verdict.clean()).isTrue();
        assertThat(verdict.line())
                .isEqualTo("acked=30 unknown=0 delivered=30 lost=0 dup=0 reordered=0 phantom=0 resets=0 max_gap_ms=0"
                        + " p99_ms=0");
    }

    @Test
    void takesWhatComesAgainBehindAGapThatWasToldForNoDelay() {
        long milli = 1_000_000;
        track.recovered(at(0));
        track.received(new Delivery(at(1), write(1), 5 * milli), 1_000 * milli);
        track.reset(new Position(NEXT_EPOCH, 0));
        track.received(new Delivery(new Position(NEXT_EPOCH, 1), write(1), 9_005 * milli), 10_000 * milli);
        track.received(new Delivery(new Position(NEXT_EPOCH, 2), write(2), 7 * milli), 10_010 * milli);
        assertThat(ledger.lateness().ofDeliveries()).endsWith(": quiet 7/7");
    }

    @Test
    void asksNothingOfASubscriberFromBeforeItsStart() {
        track.recovered(at(20));
        receive(21, WRITES);

        assertThat(check().clean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Tamper.class)
    void reportsEachNegativeControlAsWhatItIs(Tamper tamper) {
        Consumer<Delivery> feed = tamper.between().apply(delivery -> track.received(delivery, 1));
        track.recovered(at(0));
        for (long i = 1; i <= WRITES; i++) {
            feed.accept(new Delivery(at(i), write(i), 0));
        }

        Verdict verdict = check();
        assertThat(verdict.lost()).isEqualTo(tamper == Tamper.DROP ? 1 : 0);
        assertThat(verdict.dup()).isEqualTo(tamper == Tamper.DOUBLE ? 1 : 0);
        assertThat(verdict.reordered()).isEqualTo(tamper == Tamper.SWAP ? 1 : 0);
        assertThat(verdict.clean()).isEqualTo(tamper == Tamper.NONE);
    }

    @Test
    void reportsWhatNeverCameAtTheEnd() {
        track.recovered(at(0));
        receive(1, WRITES - 3);

        assertThat(check().lost()).isEqualTo(3);
    }

    @Test
    void reportsAFalseRecovered() {
        track.recovered(at(0));
        receive(1, 10);
        track.recovered(at(12));
        receive(13, WRITES);

        assertThat(check().lost()).isEqualTo(2);
    }

    @Test
    void countsAnAnnouncedGapAsAResetAndNotAsALoss() {
        track.recovered(at(0));
        receive(1, 10);
        track.reset(at(20));
        receive(21, WRITES);

        Verdict verdict = check();
        assertThat(verdict.clean()).isTrue();
        assertThat(verdict.resets()).isEqualTo(1);
    }

    @Test
    void goesOnInANewEpochThatWasAnnounced() {
        track.recovered(new Position(NEXT_EPOCH, 0));
        track.received(new Delivery(new Position(NEXT_EPOCH, 1), write(7), 0), 1);
        track.reset(at(0));
        receive(1, WRITES);

        assertThat(check().clean()).isTrue();
    }

    @Test
    void reportsWhatIsSentAgainAfterAReset() {
        track.recovered(at(0));
        receive(1, 10);
        track.reset(at(10));
        receive(10, WRITES);

        assertThat(check().dup()).isEqualTo(1);
    }

    @Test
    void reportsAnotherContentThanTheLogs() {
        track.recovered(at(0));
        receive(1, WRITES - 1);
        track.received(new Delivery(at(WRITES), write(3), 0), 1);

        assertThat(check().phantom()).isEqualTo(1);
    }

    @Test
    void reportsAnAcknowledgedWriteThatIsNotInTheLog() {
        log.remove((long) WRITES);
        track.recovered(at(WRITES));

        assertThat(check().lost()).isEqualTo(1);
    }

    @Test
    void reportsOneWriteTwiceInTheLog() {
        ledger.attempted(write(31));
        log.put(31L, write(30));
        track.recovered(at(31));

        assertThat(check(31).dup()).isEqualTo(1);
    }

    @Test
    void letsAnUnknownWriteBeThereOnceOrNotAtAll() {
        ledger.attempted(write(31));
        ledger.attempted(write(32));
        log.put(31L, write(31));
        track.recovered(at(31));
        track.received(new Delivery(at(31), write(31), 0), 1);

        Verdict verdict = check(31);
        assertThat(verdict.unknown()).isEqualTo(2);
        assertThat(List.of(verdict.lost(), verdict.phantom())).containsOnly(0L);
    }

    @Test
    void reportsAWriteThatNobodyMade() {
        log.put(31L, write(99));
        track.recovered(at(31));

        assertThat(check(31).phantom()).isEqualTo(1);
    }

    @Test
    void reportsOneProducersWritesOutOfOrder() {
        WriteId fifth = log.get(5L);
        log.put(5L, log.get(6L));
        log.put(6L, fifth);
        track.recovered(at(WRITES));

        assertThat(check().reordered()).isEqualTo(1);
    }

    @Test
    void reportsASubscriberThatNeverGotIn() {
        List<Track> all = new ArrayList<>(ledger.tracks());

        assertThat(all).hasSize(1);
        assertThat(check().lost()).isEqualTo(1);
    }

    private void receive(long from, long to) {
        for (long i = from; i <= to; i++) {
            track.received(new Delivery(at(i), write(i), 0), 1);
        }
    }

    private Verdict check() {
        return check(WRITES);
    }

    private Verdict check(long head) {
        return ledger.check(Map.of("c", new LogCopy(EPOCH, 1, head, log)));
    }

    private static WriteId write(long number) {
        return new WriteId(1, number);
    }

    private static Position at(long offset) {
        return new Position(EPOCH, offset);
    }
}
