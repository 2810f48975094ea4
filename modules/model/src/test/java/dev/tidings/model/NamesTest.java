package dev.tidings.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract §1: events, ids, keys, reserved words. */
class NamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"message", "task-updated", "a", ".", ":", "-", "_x", "pet.status:changed", "connected", "0"})
    void takesEventNames(String name) {
        assertThat(Names.isEventName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\nid: 9", "a\r", "a\u0000", "é", "a/b", "a\u2028"})
    void refusesOtherEventNames(String name) {
        assertThat(Names.isEventName(name)).isFalse();
        assertThat(Names.isDocumentId(name)).isFalse();
    }

    @Test
    void boundsTheirLength() {
        assertThat(Names.isEventName("x".repeat(128))).isTrue();
        assertThat(Names.isEventName("x".repeat(129))).isFalse();
        assertThat(Names.isDocumentId("x".repeat(128))).isTrue();
        assertThat(Names.isDocumentId("x".repeat(129))).isFalse();
        assertThat(Names.isKey("x".repeat(255))).isTrue();
        assertThat(Names.isKey("x".repeat(256))).isFalse();
        assertThat(Names.isEventName(null)).isFalse();
        assertThat(Names.isDocumentId(null)).isFalse();
        assertThat(Names.isKey(null)).isFalse();
    }

    @Test
    void streamIsNoDocumentIdSinceItIsAPath() {
        assertThat(Names.isDocumentId("stream")).isFalse();
        assertThat(Names.isDocumentId("Stream")).isTrue();
        assertThat(Names.isDocumentId("stream2")).isTrue();
        assertThat(Names.isEventName("stream")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a key / with ünï", "日本", " ", "\"", "\\"})
    void takesKeys(String key) {
        assertThat(Names.isKey(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "\r", "\u0000", "\u007f", "\u0085", "\ud83d", "\ude00"})
    void refusesKeysThatCouldBreakALine(String key) {
        assertThat(Names.isKey(key)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open",
                "error",
                "close",
                "connect",
                "connect_error",
                "disconnect",
                "disconnecting",
                "newListener",
                "removeListener",
                "connected",
                "reset",
                "snapshot",
                "subscribed",
                "unsubscribed",
                "token-expiring",
                "tidings",
                "tidings:disconnect",
                "tidingsX"
            })
    void reservesTheEventsOfTheContract(String event) {
        assertThat(Names.isReservedEvent(event)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "Open", "opened", "task-updated", "good-tidings", "ping", "Tidings"})
    void reservesNoOtherEvents(String event) {
        assertThat(Names.isReservedEvent(event)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "events",
                "channels",
                "publications",
                "connections",
                "session",
                "status",
                "tickets",
                "stream",
                "openapi.json",
                "health",
                "admin"
            })
    void reservesTheCollectionsOfTheContract(String name) {
        assertThat(Names.isReservedCollection(name)).isTrue();
        assertThat(Names.isReservedCollection(name + "x")).isFalse();
    }

    @Test
    void anExcerptIsShortAndPrintable() {
        assertThat(Names.excerpt(null)).isEqualTo("(none)");
        assertThat(Names.excerpt("a\r\n\u0000é\u202eb")).isEqualTo("a?????b");
        assertThat(Names.excerpt("x".repeat(60))).isEqualTo("x".repeat(60));
        assertThat(Names.excerpt("x".repeat(1_000_000))).isEqualTo("x".repeat(60) + "…");
    }
}
