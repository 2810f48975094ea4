package dev.tidings.socket.socketio;

import dev.tidings.edge.Problem;
import dev.tidings.hub.Published;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.hub.Written;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import org.jspecify.annotations.Nullable;

/** The objects that clients are told, besides publications: acknowledgements and the hub's own events. Pure functions. */
final class Answers {

    private static final byte[] OBJECT_END = PacketText.utf8("}");
    private static final byte[] FAILED = PacketText.utf8("{\"ok\":false,\"error\":");

    private Answers() {}

    /** A subscription has begun. */
    static byte[][] subscribed(Subscription subscription) {
        Subscribed begun = subscription.subscribed();
        StringBuilder text = begin(subscription.channel(), begun.position())
                .append(",\"recovered\":")
                .append(begun.recovered());
        Reset.@Nullable Reason reason = begun.reason();
        if (reason != null) {
            text.append(",\"reason\":\"").append(reason.word()).append('"');
        }
        return withSnapshot(text, begun.snapshot());
    }

    /** The client has the channel, and everything in it up to a position. */
    static byte[] has(ChannelName channel, @Nullable Position position) {
        return PacketText.utf8(begin(channel, position).append(",\"recovered\":true}"));
    }

    /** The client has the channel no more. */
    static byte[] left(ChannelName channel) {
        return PacketText.utf8("{\"ok\":true,\"channel\":\"" + channel + "\"}");
    }

    /** The client has the channel no more, and didn't ask for that. */
    static byte[] unsubscribed(ChannelName channel, String reason) {
        return PacketText.utf8("{\"channel\":\"" + channel + "\",\"reason\":\"" + reason + "\"}");
    }

    /** A publication is in the log. */
    static byte[] published(Published published) {
        return PacketText.utf8(begin(published.channel(), published.position()).append('}'));
    }

    /** A write is in the log. */
    static byte[][] written(MappedCollection mapped, Written written) {
        JsonText document = written.document();
        byte[] shown = document == null ? deletion(written.id(), written.version()) : document.sharedBytes();
        return new byte[][] {PacketText.utf8("{\"ok\":true," + JsonText.quote(mapped.word()) + ":"), shown, OBJECT_END};
    }

    /** A document is no more; without version when nobody knows which it had. */
    static byte[] deletion(String id, long version) {
        String known = version > 0 ? ",\"version\":" + version : "";
        return PacketText.utf8("{\"id\":" + JsonText.quote(id) + known + "}");
    }

    /** A new credential counts. */
    static byte[] refreshed(long expiresAtMillis) {
        String expiry = expiresAtMillis == Long.MAX_VALUE ? "" : ",\"expiresAt\":" + expiresAtMillis;
        return PacketText.utf8("{\"ok\":true" + expiry + "}");
    }

    /** What was asked for was refused. */
    static byte[][] failed(HubException refusal) {
        return new byte[][] {FAILED, Problem.json(refusal), OBJECT_END};
    }

    /** All documents of a collection. */
    static byte[][] snapshot(MappedCollection mapped, Snapshot snapshot) {
        String head = "{\"position\":\"" + snapshot.position() + "\","
                + JsonText.quote(mapped.collection().value()) + ":";
        return new byte[][] {PacketText.utf8(head), snapshot.documents().sharedBytes(), OBJECT_END};
    }

    /** A subscription has a gap. */
    static byte[][] reset(ChannelName channel, Reset reset, boolean withSnapshot) {
        StringBuilder text = new StringBuilder(128)
                .append("{\"channel\":\"")
                .append(channel)
                .append("\",\"position\":\"")
                .append(reset.position())
                .append("\",\"recovered\":false,\"reason\":\"")
                .append(reset.reason().word())
                .append('"');
        return withSnapshot(text, withSnapshot ? reset.snapshot() : null);
    }

    /** Why the connection ends. */
    static byte[] disconnect(Disconnect reason, String detail, long retryAfterMillis) {
        StringBuilder text = new StringBuilder(128)
                .append("{\"code\":")
                .append(reason.code())
                .append(",\"reason\":")
                .append(JsonText.quote(reason.reason()))
                .append(",\"reconnect\":")
                .append(reason.reconnect());
        if (!detail.isEmpty()) {
            text.append(",\"detail\":").append(JsonText.quote(detail));
        }
        if (retryAfterMillis > 0) {
            text.append(",\"retryAfterMs\":").append(retryAfterMillis);
        }
        return PacketText.utf8(text.append('}'));
    }

    private static StringBuilder begin(ChannelName channel, @Nullable Position position) {
        return new StringBuilder(128)
                .append("{\"ok\":true,\"channel\":\"")
                .append(channel)
                .append("\",\"position\":")
                .append(position == null ? "null" : "\"" + position + '"');
    }

    private static byte[][] withSnapshot(StringBuilder text, @Nullable Snapshot snapshot) {
        if (snapshot == null) {
            return new byte[][] {PacketText.utf8(text.append('}'))};
        }
        return new byte[][] {
            PacketText.utf8(text.append(",\"snapshot\":")), snapshot.documents().sharedBytes(), OBJECT_END
        };
    }
}
