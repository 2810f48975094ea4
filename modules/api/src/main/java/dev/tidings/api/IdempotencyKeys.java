package dev.tidings.api;

import dev.tidings.edge.Exchange;
import dev.tidings.edge.RequestHash;
import dev.tidings.hub.RequestKey;
import dev.tidings.model.ChannelName;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The {@code Idempotency-Key} of a request with its scope: subject, channel and key. Immutable; pure functions. */
final class IdempotencyKeys {

    static final String HEADER = "Idempotency-Key";

    private IdempotencyKeys() {}

    /**
     * The key that the request bears, or null.
     *
     * @param hash over the request; asked for only when there is a key
     */
    static @Nullable RequestKey of(Exchange exchange, ChannelName channel, Supplier<RequestHash> hash) {
        String key = exchange.header(HEADER);
        return key == null ? null : scoped(exchange, channel, key, hash);
    }

    /** The key of one item of a batch: the request's with the item's number; null when the request bears none. */
    static @Nullable RequestKey ofItem(Exchange exchange, ChannelName channel, int item, Supplier<RequestHash> hash) {
        String key = exchange.header(HEADER);
        return key == null ? null : scoped(exchange, channel, key + '#' + item, hash);
    }

    private static RequestKey scoped(Exchange exchange, ChannelName channel, String key, Supplier<RequestHash> hash) {
        return hash.get().under(exchange.identity().subject(), channel, key);
    }
}
