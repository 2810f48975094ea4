package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines must come out in order and whole, whatever ends them. */
class NdJsonTest {

    @Test
    void cutsLinesWhateverEndsThem() {
        assertThat(lines("{}\n[1]\r\n\n  \t\r\n\"a\"")).containsExactly("{}", "[1]\r", "\"a\"");
        assertThat(lines("{}")).containsExactly("{}");
        assertThat(lines("{}\n")).containsExactly("{}");
        assertThat(lines("")).isEmpty();
        assertThat(lines("\n\r\n \n")).isEmpty();
    }

    @Test
    void countsOnlyLinesThatAreNotBlank() {
        assertThat(NdJson.lines("1\n\n2\n".getBytes(StandardCharsets.UTF_8), 2)).hasSize(2);
        assertThatThrownBy(() -> NdJson.lines("1\n\n2\n3".getBytes(StandardCharsets.UTF_8), 2))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    @Test
    void findsTheLinesOfAnyBodyPutTogetherAtRandom() {
        long seed = Seeded.seed(NdJsonTest.class);
        Random random = new Random(seed);
        for (int round = 0; round < 1_000; round++) {
            List<String> expected = new ArrayList<>();
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                String line = "{\"n\":\"" + "ä€ \t".repeat(random.nextInt(4)) + random.nextInt(9) + "\"}";
                expected.add(line);
                body.append(line).append("\n".repeat(1 + random.nextInt(3)));
            }

            assertThat(lines(body.toString())).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static List<String> lines(String body) {
        return NdJson.lines(body.getBytes(StandardCharsets.UTF_8), 1_000).stream()
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .toList();
    }
}
