package dev.tidings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.StartingPoint.After;
import dev.tidings.model.StartingPoint.Earliest;
import dev.tidings.model.StartingPoint.Head;
import dev.tidings.model.StartingPoint.Unknown;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract §1: {@code <epoch>-<offset>}; anything else is unknown, and never an error. */
class PositionTest {

    private static final String EPOCH = "k3f9abcdefgh";

    static Stream<String> odd() {
        return Stream.of(
                "",
                " ",
                "-",
                "0",
                "1",
                "-1",
                "null",
                "undefined",
                "NaN",
                "*",
                "$",
                "Head",
                "EARLIEST",
                "head ",
                "latest",
                EPOCH,
                EPOCH + "-",
                EPOCH + "--1",
                EPOCH + "--",
                EPOCH + "-+1",
                EPOCH + "-01",
                EPOCH + "-00",
                EPOCH + "-1 ",
                " " + EPOCH + "-1",
                EPOCH + "-1\n",
                EPOCH + "-1\u0000",
                EPOCH + "-1.0",
                EPOCH + "-1e3",
                EPOCH + "-0x10",
                EPOCH + "-١",
                EPOCH + "-１",
                EPOCH + "_1",
                EPOCH + "1",
                EPOCH + "–1",
                EPOCH.toUpperCase(java.util.Locale.ROOT) + "-1",
                EPOCH.substring(1) + "-1",
                "a" + EPOCH + "-1",
                "a b c d e f -1",
                EPOCH + "-9223372036854775807",
                EPOCH + "-9223372036854775808",
                EPOCH + "-18446744073709551616",
                EPOCH + "-1000000000000000000",
                EPOCH + "-1-1",
                "é".repeat(12) + "-1",
                "../../etc/passwd",
                "'; DROP TABLE x; --",
                "{\"epoch\":\"" + EPOCH + "\"}",
                "x".repeat(1 << 20),
                EPOCH + "-" + "9".repeat(1 << 20),
                EPOCH + "-" + "0".repeat(1 << 20));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void whatIsNoPositionIsUnknownAndNoError(String text) {
        assertThat(Position.parse(text)).isEmpty();
        assertThat(StartingPoint.parse(text)).isEqualTo(new Unknown());
    }

    @Test
    void readsWhatItWrites() {
        for (long offset : new long[] {0, 1, 9, 10, 4_294_967_296L, 999_999_999_999_999_999L}) {
            Position position = new Position(new Epoch(EPOCH), offset);
            assertThat(position).hasToString(EPOCH + "-" + offset);
            assertThat(Position.parse(position.toString())).contains(position);
            assertThat(StartingPoint.parse(position.toString())).isEqualTo(new After(position));
        }
    }

    @Test
    void everyPositionReadsBackAndNoChangedOneReadsAsIt() {
        Seeded.check(500, 18, (random, size) -> {
            long offset = Math.floorMod(random.nextLong(), (long) Math.pow(10, size));
            Position position = new Position(Epoch.draw(random), offset);
            String text = position.toString();
            assertThat(Position.parse(text)).contains(position);
            int at = random.nextInt(text.length());
            String changed = text.substring(0, at) + (char) random.nextInt(128) + text.substring(at + 1);
            Position.parse(changed).ifPresent(read -> assertThat(read).hasToString(changed));
        });
    }

    @Test
    void understandsTheTwoWords() {
        assertThat(StartingPoint.parse("head")).isEqualTo(new Head());
        assertThat(StartingPoint.parse(null)).isEqualTo(new Head());
        assertThat(StartingPoint.parse("earliest")).isEqualTo(new Earliest());
        assertThat(Position.parse(null)).isEmpty();
    }

    @Test
    void hasNoNegativeOffset() {
        assertThatThrownBy(() -> new Position(new Epoch(EPOCH), -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
