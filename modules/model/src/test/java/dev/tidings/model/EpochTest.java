package dev.tidings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract §1: 12 characters {@code [a-z0-9]}, random. */
class EpochTest {

    @ParameterizedTest
    @ValueSource(strings = {"000000000000", "abcdefghijkl", "z9y8x7w6v5u4"})
    void takesTwelveLettersAndDigits(String text) {
        assertThat(new Epoch(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "abcdefghijk",
                "abcdefghijklm",
                "ABCDEFGHIJKL",
                "abcdefghijk-",
                "abcdefghijk ",
                "äbcdefghijkl"
            })
    void refusesEverythingElse(String text) {
        assertThat(Epoch.isValid(text)).isFalse();
        assertThatThrownBy(() -> new Epoch(text)).isInstanceOf(HubException.class);
    }

    @Test
    void nullIsNoEpoch() {
        assertThat(Epoch.isValid(null)).isFalse();
    }

    @Test
    void drawsFromAllCharactersWithoutRepeats() {
        Random random = new Random(1);
        Set<String> drawn = new HashSet<>();
        Set<Integer> characters = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String epoch = Epoch.draw(random).value();
            drawn.add(epoch);
            epoch.chars().forEach(characters::add);
        }
        assertThat(drawn).hasSize(10_000);
        assertThat(characters).hasSize(36);
    }

    @Test
    void drawsTheSameFromTheSameSeed() {
        assertThat(Epoch.draw(new Random(5))).isEqualTo(Epoch.draw(new Random(5)));
    }
}
