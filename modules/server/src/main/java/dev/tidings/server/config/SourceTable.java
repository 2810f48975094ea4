package dev.tidings.server.config;

import static dev.tidings.server.config.SettingType.bytes;
import static dev.tidings.server.config.SettingType.choice;
import static dev.tidings.server.config.SettingType.flag;
import static dev.tidings.server.config.SettingType.integer;
import static dev.tidings.server.config.SettingType.text;
import static dev.tidings.server.config.SettingType.time;

import com.fasterxml.jackson.core.JsonPointer;
import dev.tidings.model.ChannelName;
import dev.tidings.poller.Cidr;
import dev.tidings.poller.PollSettings.Form;
import dev.tidings.poller.UpstreamUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The settings of one source, as {@link SettingsTable} has those of the node. Immutable. */
final class SourceTable {

    /** What a source is. */
    enum SourceKind {
        /** A URL that is asked for a collection's documents. */
        POLL,
        /** The time. */
        TIMER
    }

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    static final Setting<SourceKind> KIND = new Setting<>(
            "kind",
            choice(SourceKind.class),
            SourceKind.POLL,
            "poll asks a URL for all documents of a collection; timer publishes the time.");
    static final Setting<String> URL = new Setting<>(
            "url",
            text("an http or https URL without credentials in it", text -> fits(text, UpstreamUrl::parse)),
            "",
            "What is asked, by GET. poll only, where it must be there.");
    static final Setting<String> AUTHORIZATION = new Setting<>(
            "authorization",
            text("the value of a header", text -> text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)),
            "",
            "The Authorization header of the request; no other host than the URL's gets it. Best as ${env:NAME}.");
    static final Setting<String> COLLECTION = new Setting<>(
            "collection",
            text("the name of a collection", ChannelName::isValid),
            "",
            "The collection that is made into what the upstream says. poll only, where it must be there.");
    static final Setting<String> ITEMS = new Setting<>(
            "items",
            text("a JSON Pointer such as /data/items", text -> fits(text, JsonPointer::compile)),
            "",
            "Where in the answer the documents are. Absent: the whole answer.");
    static final Setting<Form> FORM = new Setting<>(
            "form",
            choice(Form.class),
            Form.LIST,
            "list: an array of documents, or one alone; map: an object whose member names are the ids.");
    static final Setting<String> ID = new Setting<>(
            "id",
            text("a JSON Pointer such as /sku", text -> fits(text, JsonPointer::compile)),
            "/id",
            "Where in a document of a list its id is, a text or a whole number. Absent: /id.");
    static final Setting<Duration> MIN_INTERVAL = new Setting<>(
            "interval.min",
            time(SHORTEST, DAY),
            Duration.ofSeconds(5),
            "How often it is asked at the most, while things change. Absent: 5s.");
    static final Setting<Duration> MAX_INTERVAL = new Setting<>(
            "interval.max",
            time(SHORTEST, DAY),
            Duration.ofMinutes(1),
            "How often at the least, while nothing changes. Absent: 1min.");
    static final Setting<Boolean> DEMAND = new Setting<>(
            "demand", flag(), false, "Whether it is asked only while somebody subscribes to the collection.");
    static final Setting<Duration> TIMEOUT = new Setting<>(
            "timeout",
            time(SHORTEST, Duration.ofMinutes(5)),
            Duration.ofSeconds(10),
            "How long an answer may take, to its last byte. Absent: 10s.");
    static final Setting<Long> MAX_BYTES =
            new Setting<>("maxBytes", bytes(KIB, 64 * MIB), MIB, "How large an answer may be. Absent: 1MiB.");
    static final Setting<Integer> MAX_VANISHED = new Setting<>(
            "maxVanished",
            integer(0, 100),
            50,
            "Percent of the documents that may vanish with one answer; 100 lets it empty the collection. Absent: 50.");
    static final Setting<List<String>> ALLOW = new Setting<>(
            "allow",
            SettingType.texts("a list of addresses or blocks such as 10.1.0.0/16", text -> fits(text, Cidr::parse)),
            List.of(),
            "Addresses that are not public, and may be asked all the same.");
    static final Setting<String> CHANNEL = new Setting<>(
            "channel",
            text("the name of a channel", ChannelName::isValid),
            "clock",
            "Where the time is published. timer only. Absent: clock.");
    static final Setting<Duration> EVERY =
            new Setting<>("every", time(SHORTEST, DAY), Duration.ofSeconds(1), "How often. timer only. Absent: 1s.");

    static final Table TABLE = new Table(
            List.of(
                    KIND,
                    URL,
                    AUTHORIZATION,
                    COLLECTION,
                    ITEMS,
                    FORM,
                    ID,
                    MIN_INTERVAL,
                    MAX_INTERVAL,
                    DEMAND,
                    TIMEOUT,
                    MAX_BYTES,
                    MAX_VANISHED,
                    ALLOW,
                    CHANNEL,
                    EVERY),
            Map.of());

    private SourceTable() {}

    private static boolean fits(String text, Consumer<String> reader) {
        try {
            reader.accept(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
