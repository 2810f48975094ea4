package dev.tidings.server.config;

import dev.tidings.edge.identity.Revocations;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.redis.RedisLogOptions;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Kind;
import dev.tidings.poller.PollerVerticle;
import dev.tidings.poller.SourceSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was configured, checked. Immutable.
 *
 * @param values the node's settings
 * @param listeners where clients are served, the one that is always there first
 * @param namespaces how the channels of a namespace are kept, where that differs from {@code history}
 * @param collections the collections
 * @param realtime those that Socket.IO clients get unasked, in order, each with the word for one of its documents
 * @param auth who may do what
 * @param sources what feeds some of them, and other channels
 * @param warnings what may be so but had better not, one line each
 */
public record Configuration(
        Values values,
        List<ClientListener> listeners,
        Map<String, ChannelSettings> namespaces,
        List<CollectionSettings> collections,
        Map<ChannelName, String> realtime,
        Auth auth,
        List<SourceSettings> sources,
        List<String> warnings) {

    /** A revocation is kept for as long as it may count. */
    private static final ChannelSettings RESERVED =
            new ChannelSettings(Kind.LOG, 1_000_000, Revocations.MAX_LIFE_MILLIS + 86_400_000L);

    /** Every owner of a source writes there each second, and only the last word counts. */
    private static final ChannelSettings LEASES = new ChannelSettings(Kind.LOG, 100, 3_600_000);

    public Configuration {
        listeners = List.copyOf(listeners);
        namespaces = Map.copyOf(namespaces);
        collections = List.copyOf(collections);
        realtime = Collections.unmodifiableMap(new LinkedHashMap<>(realtime));
        warnings = List.copyOf(warnings);
        sources = List.copyOf(sources);
    }

    /** A setting's value. */
    public <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** How a channel is kept. */
    public ChannelSettings channel(ChannelName channel) {
        if (channel.equals(PollerVerticle.LEASES)) {
            return LEASES;
        }
        if (channel.isReserved()) {
            return RESERVED;
        }
        ChannelSettings own = namespaces.get(channel.namespace());
        return own == null ? history(values) : own;
    }

    /** How the log on Redis is reached, where it is kept there. */
    public RedisLogOptions redis() {
        return LogTable.redis(values);
    }

    /** How long a session lasts without use. */
    public Duration sessionLife() {
        return get(AuthTable.SESSION_LIFE);
    }

    /** The secret that signs sessions; empty = the one in the data folder. */
    public byte[] sessionKey() {
        return AuthReader.bytes(get(AuthTable.SESSION_KEY));
    }

    /** What a token's {@code iss} must be; empty = anything. */
    public String issuer() {
        return get(AuthTable.ISSUER);
    }

    /** What must be among a token's {@code aud}; empty = anything. */
    public String audience() {
        return get(AuthTable.AUDIENCE);
    }

    /** What everybody may read. */
    public List<String> anonymousSubscribe() {
        return get(AuthTable.ANONYMOUS_SUBSCRIBE);
    }

    /** A span of time as settings write it, of a second to 400 days; empty when it is none. */
    public static Optional<Duration> readTime(String text) {
        return Optional.ofNullable(SettingType.time(Duration.ofSeconds(1), Duration.ofDays(400))
                .reader()
                .apply(text));
    }

    static ChannelSettings history(Values values) {
        return new ChannelSettings(
                values.get(SettingsTable.HISTORY_KIND),
                values.get(SettingsTable.HISTORY_PUBLICATIONS),
                values.get(SettingsTable.HISTORY_AGE).toMillis());
    }
}
