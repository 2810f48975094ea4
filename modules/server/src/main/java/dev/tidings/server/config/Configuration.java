package dev.tidings.server.config;

import dev.tidings.hub.CollectionSettings;
import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import java.util.List;
import java.util.Map;

/**
 * Everything that was configured, checked. Immutable.
 *
 * @param values the node's settings
 * @param namespaces how the channels of a namespace are kept, where that differs from {@code history}
 * @param collections the collections
 */
public record Configuration(
        Values values, Map<String, ChannelSettings> namespaces, List<CollectionSettings> collections) {

    public Configuration {
        namespaces = Map.copyOf(namespaces);
        collections = List.copyOf(collections);
    }

    /** A setting's value. */
    public <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** How a channel is kept. */
    public ChannelSettings channel(ChannelName channel) {
        ChannelSettings own = namespaces.get(channel.namespace());
        return own == null ? history(values) : own;
    }

    static ChannelSettings history(Values values) {
        return new ChannelSettings(
                values.get(SettingsTable.HISTORY_KIND),
                values.get(SettingsTable.HISTORY_PUBLICATIONS),
                values.get(SettingsTable.HISTORY_AGE).toMillis());
    }
}
