package dev.tidings.sse;

import dev.tidings.hub.Reset;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The data of the events that a stream says about itself (contract §4). Immutable; pure functions. */
final class Words {

    static final String CONNECTED = "connected";
    static final String SNAPSHOT = "snapshot";
    static final String RESET = "reset";
    static final String DISCONNECT = "disconnect";
    static final String SUBSCRIBED = "subscribed";
    static final String UNSUBSCRIBED = "unsubscribed";

    private Words() {}

    /** A stream without a channel has begun. */
    static String connected(String connection) {
        return begin(connection).append('}').toString();
    }

    /** A stream of one channel has begun. */
    static String connected(String connection, ChannelName channel, Subscribed subscribed) {
        StringBuilder text =
                begin(connection).append(",\"channel\":\"").append(channel).append("\",");
        return state(text, subscribed).append('}').toString();
    }

    /** A stream of several channels has begun. */
    static String connected(String connection, Collection<Subscription> subscriptions) {
        StringBuilder text = begin(connection).append(",\"channels\":{");
        String separator = "";
        for (Subscription subscription : subscriptions) {
            text.append(separator).append('"').append(subscription.channel()).append("\":{");
            state(text, subscription.subscribed()).append('}');
            separator = ",";
        }
        return text.append("}}").toString();
    }

    /** A channel was added to a live stream. */
    static String subscribed(ChannelName channel, Subscribed subscribed) {
        StringBuilder text =
                new StringBuilder("{\"channel\":\"").append(channel).append("\",");
        return state(text, subscribed).append('}').toString();
    }

    /** A channel was taken off a live stream. */
    static String unsubscribed(ChannelName channel) {
        return "{\"channel\":\"" + channel + "\"}";
    }

    /** A stream has a gap. */
    static String reset(ChannelName channel, Reset reset) {
        return "{\"channel\":\"" + channel + "\",\"position\":\"" + reset.position()
                + "\",\"recovered\":false,\"reason\":\"" + reset.reason().word() + "\"}";
    }

    /** A stream ends. */
    static String disconnect(Disconnect disconnect, String reason) {
        return "{\"code\":" + disconnect.code() + ",\"reason\":" + JsonText.quote(reason) + ",\"reconnect\":"
                + disconnect.reconnect() + '}';
    }

    /** What stands before the array of a snapshot in an enveloped stream; a brace stands after it. */
    static String snapshotEnvelopeBegin(ChannelName channel, Position position) {
        return "{\"channel\":\"" + channel + "\",\"offset\":" + position.offset() + ",\"event\":\"snapshot\",\"data\":";
    }

    private static StringBuilder begin(String connection) {
        return new StringBuilder(160)
                .append("{\"status\":\"connected\",\"connection\":")
                .append(JsonText.quote(connection));
    }

    /** A volatile channel has no position, and nothing that could be recovered. */
    private static StringBuilder state(StringBuilder text, Subscribed subscribed) {
        Position position = subscribed.position();
        if (position == null) {
            return text.append("\"position\":null");
        }
        text.append("\"position\":\"")
                .append(position)
                .append("\",\"recovered\":")
                .append(subscribed.recovered());
        Reset.@Nullable Reason reason = subscribed.reason();
        return reason == null
                ? text
                : text.append(",\"reason\":\"").append(reason.word()).append('"');
    }
}
