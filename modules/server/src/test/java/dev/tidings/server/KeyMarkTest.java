package dev.tidings.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyMarkTest {

    @Test
    void isTheSameForTheSameKeyAndShowsNothingOfIt() {
        byte[] key = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
        byte[] other = "0123456789abcdef0123456789abcdeg".getBytes(US_ASCII);
        assertThat(KeyMark.of(key))
                .matches("[0-9a-f]{16}")
                .isEqualTo(KeyMark.of(key.clone()))
                .isNotEqualTo(KeyMark.of(other));
    }
}
