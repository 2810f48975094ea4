package dev.tidings.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.Right;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which patterns allow which channels, to whom. */
class GrantsTest {

    private static final Grants GUEST = Grants.of("guest", List.of("news"), List.of(), List.of());
    private static final Grants MEMBER =
            Grants.of("ann", List.of("tasks", "chat:*", "inbox:{sub}"), List.of("chat:*"), List.of());
    private static final Grants EDITOR = Grants.of("bob", List.of("*"), List.of("chat:1"), List.of("tasks", "wiki:*"));

    /** Roles × rights × channels: S subscribe, P publish, W write. */
    @ParameterizedTest
    @CsvSource({
        "news,                S,  '', S",
        "news:1,              '', '', S",
        "tasks,               '', S,  SW",
        "tasks:1,             '', '', S",
        "task,                '', '', S",
        "chat,                '', '', S",
        "chat:,               '', '', S",
        "chat:1,              '', SP, SP",
        "chat:1:2,            '', SP, S",
        "chats:1,             '', '', S",
        "inbox:ann,           '', S,  S",
        "inbox:bob,           '', '', S",
        "inbox:ann:1,         '', '', S",
        "wiki:home,           '', '', SW",
        "tidings,             '', '', ''",
        "tidings:revocations, '', '', ''"
    })
    void allowExactlyWhatTheMatrixSays(String channel, String guest, String member, String editor) {
        ChannelName name = new ChannelName(channel);
        assertThat(rights(GUEST, name)).isEqualTo(guest);
        assertThat(rights(MEMBER, name)).isEqualTo(member);
        assertThat(rights(EDITOR, name)).isEqualTo(editor);
        assertThat(rights(Grants.NONE, name)).isEmpty();
        assertThat(rights(Grants.ALL, name)).isEqualTo(name.isReserved() ? "" : "SPW");
    }

    private static String rights(Grants grants, ChannelName channel) {
        StringBuilder rights = new StringBuilder();
        for (Right right : Right.values()) {
            rights.append(grants.allow(right, channel) ? right.name().substring(0, 1) : "");
        }
        return rights.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user:1:*", "user:%2A", "user:1\u0000", "user:1/../2", "user:1\u0430", "us\u0435r:1", "user:\uff11",
                        "user:1 ",
                " user:1", "user:1\n", "*", "user:*", "../user:1", ":user:1", "user:1\u200b", ""
            })
    void noSuchNameReachesThem(String name) {
        assertThat(ChannelName.isValid(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"b:*", "*", "a:b", "", "a/../b", "a\u0000", "\u0430nn", "a b", "{sub}", ":", "a*", "%2A"})
    void aSubjectNeverMakesAPatternMeanSomethingElse(String subject) {
        Grants grants =
                Grants.of(subject, List.of("inbox:{sub}", "{sub}", "{sub}:*", "inbox:{sub}:*"), List.of(), List.of());
        for (String channel :
                List.of("inbox:b:x", "inbox:b", "a", "b", "a:b", "inbox:a", "inbox:ann", "inbox:", "tasks")) {
            assertThat(grants.allow(Right.SUBSCRIBE, new ChannelName(channel)))
                    .as(channel)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat*",
                "c*t",
                "*:chat",
                "chat:**",
                "chat:*:x",
                "**",
                "",
                " ",
                "chat: *",
                "chat/*",
                "\u0441hat:*",
                ":*"
            })
    void whatIsNoPatternAllowsNothing(String pattern) {
        assertThat(Grants.isPattern(pattern)).isFalse();
        Grants grants = Grants.of("ann", List.of(pattern), List.of(), List.of());
        for (String channel : List.of("chat", "chat:1", "chats", "cat", "x:chat", "chat:1:x")) {
            assertThat(grants.allow(Right.SUBSCRIBE, new ChannelName(channel)))
                    .as(channel)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "tasks", "chat:*", "a:b:*", "inbox:{sub}", "{sub}:*", "a-b.c_d"})
    void takesPatterns(String pattern) {
        assertThat(Grants.isPattern(pattern)).isTrue();
    }

    @Test
    void agreeWithAPlainReadingOfTheRulesOnRandomNames() {
        long seed = Seeded.seed(GrantsTest.class);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            List<String> patterns = new ArrayList<>();
            Stream.generate(() -> name(random) + (random.nextBoolean() ? ":*" : ""))
                    .limit(3)
                    .forEach(patterns::add);
            String channel = name(random);
            boolean expected = patterns.stream()
                    .anyMatch(pattern -> pattern.endsWith(":*")
                            ? channel.startsWith(pattern.substring(0, pattern.length() - 1))
                            : channel.equals(pattern));
            Grants grants = Grants.of("x", patterns, List.of(), List.of());
            assertThat(grants.allow(Right.SUBSCRIBE, new ChannelName(channel)))
                    .as(patterns + " " + channel)
                    .isEqualTo(expected);
            assertThat(grants.allow(Right.PUBLISH, new ChannelName(channel))).isFalse();
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        int segments = 1 + random.nextInt(3);
        for (int i = 0; i < segments; i++) {
            name.append(i == 0 ? "" : ":").append((char) ('a' + random.nextInt(2)));
        }
        return name.toString();
    }
}
