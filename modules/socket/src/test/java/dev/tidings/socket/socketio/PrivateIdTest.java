package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateIdTest {

    private final PrivateId id = PrivateId.draw(new Random(1), "ada", "1,tasks@k3f9abcdefgh-13");

    @Test
    void readsWhatItWrote() {
        assertThat(PrivateId.parse(id.toString())).contains(id);
        assertThat(id.sid()).hasSize(20);
    }

    @Test
    void isOneSubjects() {
        assertThat(id.covers("ada", "1,tasks@k3f9abcdefgh-14")).isTrue();
        assertThat(id.covers("eve", "1,tasks@k3f9abcdefgh-14")).isFalse();
        assertThat(id.covers("", "1,tasks@k3f9abcdefgh-14")).isFalse();
    }

    /** A client keeps its last offset over a connect that recovered nothing: it is not this session's. */
    @Test
    void excludesTheOffsetThatItWasGivenAt() {
        assertThat(id.covers("ada", "1,tasks@k3f9abcdefgh-13")).isFalse();
        assertThat(PrivateId.draw(new Random(1), "ada", "").covers("ada", "1,tasks@k3f9abcdefgh-13"))
                .isTrue();
    }

    @Test
    void tellsClientsApart() {
        Random random = new Random(1);
        assertThat(PrivateId.draw(random, "ada", "")).isNotEqualTo(PrivateId.draw(random, "ada", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "aaaaaaaaaaaaaaaaaaaa.bbbbbbbbbb.ccccccccc",
                "aaaaaaaaaaaaaaaaaaaa.bbbbbbbbbb.cccccccccc.",
                "aaaaaaaaaaaaaaaaaaaa.bbbbbbbbbb-cccccccccc",
                "aaaaaaaaaaaaaaaaaa\"a.bbbbbbbbbb.cccccccccc", // it is said back, in JSON
                "aaaaaaaaaaaaaaaaaaaa.bbbbbbbbb.ccccccccccc",
            })
    void readsNothingElse(String text) {
        assertThat(PrivateId.parse(text)).isEmpty();
    }
}
