package dev.tidings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract §1: {@code [A-Za-z0-9_][A-Za-z0-9_.:-]{0,254}}. */
class ChannelNameTest {

    static Stream<String> good() {
        return Stream.of(
                "a", "_", "0", "Z", "tasks", "chat:1", "a.b-c_d:e", "a::b", "a:", "x".repeat(255), "openapi.json");
    }

    static Stream<String> bad() {
        return Stream.of(
                "",
                " ",
                ".a",
                ":a",
                "-a",
                "a b",
                "a/b",
                "a*",
                "a\n",
                "a\u0000",
                "ä",
                "a\u0301",
                "ａ",
                "١",
                "a{b}",
                "a,b",
                "a%20b",
                "x".repeat(256),
                "x".repeat(1_000_000));
    }

    @ParameterizedTest
    @MethodSource("good")
    void takesWhatTheGrammarAllows(String name) {
        assertThat(ChannelName.isValid(name)).isTrue();
        assertThat(new ChannelName(name)).hasToString(name);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesEverythingElseInFewWords(String name) {
        assertThat(ChannelName.isValid(name)).isFalse();
        assertThatThrownBy(() -> new ChannelName(name)).isInstanceOfSatisfying(HubException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED);
            assertThat(refusal.detail()).hasSizeLessThan(100).doesNotContain("\n", "\u0000");
        });
    }

    @Test
    void nullIsNoName() {
        assertThat(ChannelName.isValid(null)).isFalse();
    }

    @Test
    void everyCharacterIsTakenOrRefusedAsTheGrammarSays() {
        for (char c = 0; c < 0x300; c++) {
            String one = String.valueOf(c);
            assertThat(ChannelName.isValid(one)).as("character %d", (int) c).isEqualTo(one.matches("[A-Za-z0-9_]"));
            assertThat(ChannelName.isValid("a" + c))
                    .as("character %d", (int) c)
                    .isEqualTo(one.matches("[A-Za-z0-9_.:-]"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "chat:", "chat:1", "chat:1:2", "chat::"})
    void theNamespaceEndsAtTheFirstColon(String name) {
        assertThat(new ChannelName(name).namespace()).isEqualTo("chat");
    }

    @Test
    void namesAreOrderedAsText() {
        List<ChannelName> names = Stream.of("b", "a:2", "a:10", "a")
                .map(ChannelName::new)
                .sorted()
                .toList();
        assertThat(names).extracting(ChannelName::value).containsExactly("a", "a:10", "a:2", "b");
    }

    @Test
    void keepsTheHubsOwnNamespaceApart() {
        assertThat(new ChannelName("tidings").isReserved()).isTrue();
        assertThat(new ChannelName("tidings:revocations").isReserved()).isTrue();
        assertThat(new ChannelName("tidings-news").isReserved()).isFalse();
        assertThat(new ChannelName("chat:tidings").isReserved()).isFalse();
    }
}
