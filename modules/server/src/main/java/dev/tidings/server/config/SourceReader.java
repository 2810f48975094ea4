package dev.tidings.server.config;

import dev.tidings.hub.CollectionSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Names;
import dev.tidings.poller.Cidr;
import dev.tidings.poller.PollSettings;
import dev.tidings.poller.SourceSettings;
import dev.tidings.poller.TimerSettings;
import dev.tidings.poller.UpstreamUrl;
import dev.tidings.server.config.SourceTable.SourceKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes sources of what the configuration says about them. Owned by one call of its maker. */
final class SourceReader {

    private final SettingsReader reader;
    private final Set<ChannelName> collections = new HashSet<>();
    private final Set<ChannelName> fed = new HashSet<>();

    /** @param collections the collections there are */
    SourceReader(SettingsReader reader, List<CollectionSettings> collections) {
        this.reader = reader;
        collections.forEach(each -> this.collections.add(each.name()));
    }

    /** The source of that name; empty when it is left out by {@code false}, or wrong (which the reader notes). */
    Optional<SourceSettings> read(String name, @Nullable Object entry) {
        String path = SettingsTable.SOURCES + "." + Names.excerpt(name);
        if (Boolean.FALSE.equals(entry)) {
            return Optional.empty();
        }
        if (!Names.isDocumentId(name)) {
            reader.problem(path, "expected a name of A-Z a-z 0-9 _ . : -");
            return Optional.empty();
        }
        Map<String, Object> tree = YamlText.mapping(entry == null ? Map.of() : entry);
        if (tree == null) {
            reader.problem(path, "expected settings below it, or false to leave the source out");
            return Optional.empty();
        }
        int before = reader.problems().size();
        Values values = reader.read(SourceTable.TABLE, tree, path + ".").values();
        if (reader.problems().size() > before) {
            return Optional.empty();
        }
        boolean timer = values.get(SourceTable.KIND) == SourceKind.TIMER;
        if (timer) {
            checkTimer(path, values);
        } else {
            checkPoll(path, values);
        }
        if (reader.problems().size() > before) {
            return Optional.empty();
        }
        return Optional.of(timer ? timer(name, values) : poll(name, values));
    }

    private void checkTimer(String path, Values values) {
        ChannelName channel = new ChannelName(values.get(SourceTable.CHANNEL));
        if (collections.contains(channel)) {
            reader.problem(path + ".channel", "expected a channel that is no collection's");
        }
    }

    private void checkPoll(String path, Values values) {
        if (values.get(SourceTable.URL).isEmpty()) {
            reader.problem(path + ".url", "expected " + SourceTable.URL.type().expected() + ", found nothing");
        }
        String collection = values.get(SourceTable.COLLECTION);
        if (collection.isEmpty() || !collections.contains(new ChannelName(collection))) {
            reader.problem(
                    path + ".collection",
                    "expected the name of a collection, found \"" + Names.excerpt(collection) + "\"");
        } else if (!fed.add(new ChannelName(collection))) {
            reader.problem(path + ".collection", "expected one source for a collection, found another");
        }
        if (values.get(SourceTable.MAX_INTERVAL).compareTo(values.get(SourceTable.MIN_INTERVAL)) < 0) {
            reader.problem(path + ".interval.max", "expected at least interval.min");
        }
    }

    private static SourceSettings timer(String name, Values values) {
        return new TimerSettings(
                name,
                new ChannelName(values.get(SourceTable.CHANNEL)),
                values.get(SourceTable.EVERY).toMillis());
    }

    private static SourceSettings poll(String name, Values values) {
        return new PollSettings(
                name,
                new ChannelName(values.get(SourceTable.COLLECTION)),
                UpstreamUrl.parse(values.get(SourceTable.URL)),
                values.get(SourceTable.AUTHORIZATION),
                values.get(SourceTable.ITEMS),
                values.get(SourceTable.FORM),
                values.get(SourceTable.ID),
                values.get(SourceTable.MIN_INTERVAL).toMillis(),
                values.get(SourceTable.MAX_INTERVAL).toMillis(),
                values.get(SourceTable.DEMAND),
                values.get(SourceTable.TIMEOUT).toMillis(),
                Math.toIntExact(values.get(SourceTable.MAX_BYTES)),
                values.get(SourceTable.MAX_VANISHED),
                values.get(SourceTable.ALLOW).stream().map(Cidr::parse).toList());
    }
}
