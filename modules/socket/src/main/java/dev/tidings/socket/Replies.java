package dev.tidings.socket;

import dev.tidings.edge.Problem;
import dev.tidings.hub.Published;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Written;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The objects that the hub sends besides publications (contract §6), in parts, so that large ones are shared and not copied.
 * Pure functions.
 */
final class Replies {

    /** Asks for a sign of life. */
    static final byte[] HEARTBEAT = utf8("{}");

    private Replies() {}

    /** The first object; {@code heartbeatMillis} is 0 where no sign of life is asked for. */
    static byte[] connected(
            String connection, String node, SocketSettings settings, int heartbeatMillis, long expiresAtMillis) {
        return utf8("{\"connected\":{\"connection\":" + JsonText.quote(connection) + ",\"node\":" + JsonText.quote(node)
                + ",\"heartbeatMillis\":" + heartbeatMillis + expiry(",", expiresAtMillis)
                + ",\"limits\":{\"maxFrameBytes\":" + settings.maxFrameBytes()
                + ",\"maxPublicationBytes\":" + settings.maxPublicationBytes()
                + ",\"maxSubscriptions\":" + Interests.MAX_SUBSCRIPTIONS
                + ",\"maxCommandsInFlight\":" + SocketSession.MAX_IN_FLIGHT + "}}}");
    }

    /** A subscription begins. */
    static byte[][] subscribed(@Nullable JsonText id, ChannelName channel, Subscribed subscribed) {
        StringBuilder text = begin(id)
                .append("\"subscribed\":{\"channel\":\"")
                .append(channel)
                .append("\",\"position\":")
                .append(quoted(subscribed.position()));
        if (subscribed.position() != null) {
            text.append(",\"recovered\":").append(subscribed.recovered());
        }
        Reset.@Nullable Reason reason = subscribed.reason();
        if (reason != null) {
            text.append(",\"reason\":\"").append(reason.word()).append('"');
        }
        return withSnapshot(text, subscribed.snapshot());
    }

    /** A subscription ended; {@code reason} when nobody asked for that. */
    static byte[] unsubscribed(@Nullable JsonText id, ChannelName channel, @Nullable String reason) {
        StringBuilder text = begin(id)
                .append("\"unsubscribed\":{\"channel\":\"")
                .append(channel)
                .append('"');
        if (reason != null) {
            text.append(",\"reason\":\"").append(reason).append('"');
        }
        return utf8(text.append("}}"));
    }

    /** A subscription has a gap. */
    static byte[][] reset(ChannelName channel, Reset reset) {
        StringBuilder text = begin(null)
                .append("\"reset\":{\"channel\":\"")
                .append(channel)
                .append("\",\"position\":\"")
                .append(reset.position())
                .append("\",\"recovered\":false,\"reason\":\"")
                .append(reset.reason().word())
                .append('"');
        return withSnapshot(text, reset.snapshot());
    }

    /** A publication is in the log. */
    static byte[] published(@Nullable JsonText id, Published published) {
        return utf8(begin(id)
                .append("\"published\":{\"channel\":\"")
                .append(published.channel())
                .append("\",\"position\":")
                .append(quoted(published.position()))
                .append("}}"));
    }

    /** A write is in the log. */
    static byte[][] written(@Nullable JsonText id, Written written) {
        StringBuilder text = begin(id)
                .append("\"written\":{\"position\":\"")
                .append(written.position())
                .append("\",\"document\":");
        JsonText document = written.document() == null ? JsonText.NULL : written.document();
        return new byte[][] {utf8(text), document.sharedBytes(), utf8("}}")};
    }

    /** A new credential counts. */
    static byte[] refreshed(@Nullable JsonText id, long expiresAtMillis) {
        return utf8(begin(id)
                .append("\"refreshed\":{")
                .append(expiry("", expiresAtMillis))
                .append("}}"));
    }

    /** A command was refused: the problem that a request would get. */
    static byte[][] error(@Nullable JsonText id, HubException refusal) {
        return new byte[][] {utf8(begin(id).append("\"error\":")), Problem.json(refusal), utf8("}")};
    }

    /** The last object. */
    static byte[] disconnect(Disconnect disconnect, String detail, long retryAfterMillis) {
        StringBuilder text = new StringBuilder(128)
                .append("{\"disconnect\":{\"code\":")
                .append(disconnect.code())
                .append(",\"reason\":")
                .append(JsonText.quote(disconnect.reason()))
                .append(",\"reconnect\":")
                .append(disconnect.reconnect());
        if (!detail.isEmpty()) {
            text.append(",\"detail\":").append(JsonText.quote(detail));
        }
        if (retryAfterMillis > 0) {
            text.append(",\"retryAfterMs\":").append(retryAfterMillis);
        }
        return utf8(text.append("}}"));
    }

    private static byte[][] withSnapshot(StringBuilder text, @Nullable Snapshot snapshot) {
        if (snapshot == null) {
            return new byte[][] {utf8(text.append("}}"))};
        }
        return new byte[][] {
            utf8(text.append(",\"snapshot\":")), snapshot.documents().sharedBytes(), utf8("}}")
        };
    }

    private static StringBuilder begin(@Nullable JsonText id) {
        StringBuilder text = new StringBuilder(128).append('{');
        return id == null ? text : text.append("\"id\":").append(id).append(',');
    }

    private static String expiry(String separator, long expiresAtMillis) {
        return expiresAtMillis == Long.MAX_VALUE ? "" : separator + "\"expiresAt\":" + expiresAtMillis;
    }

    private static String quoted(@Nullable Position position) {
        return position == null ? "null" : "\"" + position + '"';
    }

    private static byte[] utf8(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
