package dev.tidings.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Epoch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequencerTest {

    private static final Epoch EPOCH = new Epoch("aaaaaaaaaaaa");
    private static final Epoch OTHER = new Epoch("bbbbbbbbbbbb");

    @Test
    void measuresNothingBeforeItsBaseline() {
        Sequencer sequencer = new Sequencer(3);
        assertThat(sequencer.arrived(EPOCH, 7, 1)).isTrue();
        assertThat(sequencer.epoch()).isNull();
        assertThat(sequencer.baseline(EPOCH, 5)).isTrue();
        assertThat(sequencer.contiguous()).isEqualTo(5);
    }

    @Test
    void aReadOlderThanTheBaselineMustBeRepeated() {
        Sequencer sequencer = new Sequencer(3);
        sequencer.baseline(EPOCH, 10);
        assertThat(sequencer.baseline(EPOCH, 9)).isFalse();
        assertThat(sequencer.baseline(EPOCH, 10)).isTrue();
        assertThat(sequencer.contiguous()).isEqualTo(10);
    }

    @Test
    void aBatchOfAnotherEpochIsNotCounted() {
        Sequencer sequencer = new Sequencer(3);
        sequencer.baseline(EPOCH, 10);
        assertThat(sequencer.arrived(OTHER, 11, 5)).isFalse();
        assertThat(sequencer.contiguous()).isEqualTo(10);
        assertThat(sequencer.has(11)).isFalse();
    }

    @Test
    void arrivalsInAnyOrderCloseEveryHole() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            Sequencer sequencer = new Sequencer(3);
            sequencer.baseline(EPOCH, 0);
            List<Long> order = new ArrayList<>();
            for (long sequence = 1; sequence <= 300; sequence++) {
                order.add(sequence);
                if (random.nextInt(5) == 0) {
                    order.add(sequence);
                }
            }
            Collections.shuffle(order, random);
            for (long sequence : order) {
                sequencer.arrived(EPOCH, sequence, 1);
            }
            assertThat(sequencer.contiguous()).as("seed " + seed).isEqualTo(300);
        }
    }

    @Test
    void aHoleStaysUntilItIsFilled() {
        Sequencer sequencer = new Sequencer(3);
        sequencer.baseline(EPOCH, 0);
        sequencer.arrived(EPOCH, 1, 2);
        sequencer.arrived(EPOCH, 4, 3);
        assertThat(sequencer.contiguous()).isEqualTo(2);
        assertThat(sequencer.has(3)).isFalse();
        assertThat(sequencer.has(5)).isTrue();
        sequencer.arrived(EPOCH, 3, 1);
        assertThat(sequencer.contiguous()).isEqualTo(6);
    }

    @Test
    void vouchesOnlyForWhatItNeverSawSurpassed() {
        Sequencer sequencer = new Sequencer(3);
        sequencer.saw(EPOCH, 41);
        sequencer.arrived(EPOCH, 42, 1);
        assertThat(sequencer.vouches(EPOCH, 42)).isTrue();
        assertThat(sequencer.vouches(EPOCH, 41)).isFalse();
        assertThat(sequencer.vouches(OTHER, 0)).isTrue();
    }
}
