package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.StartingPoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A wish to change a live connection. Immutable.
 *
 * @param subject who asks; only the connection's own subject may
 * @param subscribe channels to add, and where each begins
 * @param unsubscribe channels to leave
 * @param token a new credential, or null
 */
public record ConnectionChange(
        String subject,
        Map<ChannelName, StartingPoint> subscribe,
        List<ChannelName> unsubscribe,
        @Nullable String token) {

    /** Copies the collections. */
    public ConnectionChange {
        subscribe = Map.copyOf(subscribe);
        unsubscribe = List.copyOf(unsubscribe);
    }
}
