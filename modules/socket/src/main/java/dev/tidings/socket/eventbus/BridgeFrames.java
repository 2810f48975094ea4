package dev.tidings.socket.eventbus;

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
 * What the hub says to a client of the bridge besides publications, in parts, so that large ones are shared and not copied.
 * Pure functions. Headers are text, as the event bus has them.
 */
final class BridgeFrames {

    private BridgeFrames() {}

    /** The first message after a registration; its body is what a WebSocket is told. */
    static byte[][] subscribed(ChannelName channel, Subscribed subscribed) {
        Reset.Reason reason = subscribed.reason();
        return state(
                channel,
                "subscribed",
                subscribed.position(),
                subscribed.recovered(),
                reason == null ? null : reason.word(),
                subscribed.snapshot());
    }

    /** The stream has a gap. */
    static byte[][] reset(ChannelName channel, Reset reset) {
        return state(channel, "reset", reset.position(), false, reset.reason().word(), reset.snapshot());
    }

    /**
     * An answer to who waits for it.
     *
     * @param address a string, as JSON
     */
    static byte[][] reply(JsonText address, byte[]... body) {
        byte[][] parts = new byte[body.length + 2][];
        parts[0] = utf8("{\"type\":\"rec\",\"address\":" + address + ",\"body\":");
        System.arraycopy(body, 0, parts, 1, body.length);
        parts[body.length + 1] = utf8("}");
        return parts;
    }

    /**
     * A refusal: the problem that a request would get, as text; the standard client hands on nothing but these members.
     *
     * @param address a string, as JSON; null when it is for nobody in particular
     */
    static byte[] error(@Nullable JsonText address, HubException refusal) {
        String problem = new String(Problem.json(refusal), StandardCharsets.UTF_8);
        return error(address, refusal.code().status(), "RECIPIENT_FAILURE", problem);
    }

    /** The last message: for nobody in particular, so that the standard client calls {@code onerror}. */
    static byte[] disconnect(Disconnect disconnect, String detail, long retryAfterMillis) {
        StringBuilder text = new StringBuilder(128)
                .append("{\"code\":")
                .append(disconnect.code())
                .append(",\"reason\":\"")
                .append(disconnect.reason())
                .append("\",\"reconnect\":")
                .append(disconnect.reconnect());
        if (!detail.isEmpty()) {
            text.append(",\"detail\":").append(JsonText.quote(detail));
        }
        if (retryAfterMillis > 0) {
            text.append(",\"retryAfterMs\":").append(retryAfterMillis);
        }
        return error(null, disconnect.code(), "DISCONNECT", text.append('}').toString());
    }

    /** The body of the reply to {@link BridgeAddress#PUBLISH}. */
    static byte[] published(Published published) {
        Position position = published.position();
        return utf8("{\"channel\":\"" + published.channel() + "\",\"epoch\":"
                + (position == null ? "null" : "\"" + position.epoch() + '"') + ",\"offset\":"
                + (position == null ? "null" : Long.toString(position.offset())) + ",\"position\":"
                + (position == null ? "null" : "\"" + position + '"') + '}');
    }

    /** The body of the reply to {@link BridgeAddress#WRITE}; no document after a deletion. */
    static byte[][] written(Written written) {
        JsonText document = written.document() == null ? JsonText.NULL : written.document();
        return new byte[][] {
            utf8("{\"position\":\"" + written.position() + "\",\"document\":"), document.sharedBytes(), utf8("}")
        };
    }

    /** The body of the reply to {@link BridgeAddress#READ} of a collection. */
    static byte[][] documents(Snapshot snapshot) {
        return new byte[][] {
            utf8("{\"position\":\"" + snapshot.position() + "\",\"documents\":"),
            snapshot.documents().sharedBytes(),
            utf8("}")
        };
    }

    /** The body of the reply to {@link BridgeAddress#READ} of one document. */
    static byte[][] document(JsonText document) {
        return new byte[][] {utf8("{\"document\":"), document.sharedBytes(), utf8("}")};
    }

    private static byte[] error(@Nullable JsonText address, int code, String type, String message) {
        return utf8("{\"type\":\"err\"" + (address == null ? "" : ",\"address\":" + address)
                + ",\"failureCode\":" + code + ",\"failureType\":\"" + type + "\",\"message\":"
                + JsonText.quote(message) + '}');
    }

    private static byte[][] state(
            ChannelName channel,
            String kind,
            @Nullable Position position,
            boolean recovered,
            @Nullable String reason,
            @Nullable Snapshot snapshot) {
        String text = "{\"type\":\"rec\",\"address\":\"" + BridgeAddress.CHANNEL + channel
                + "\",\"headers\":{\"kind\":\""
                + kind + '"' + (position == null ? "" : ",\"position\":\"" + position + '"') + ",\"recovered\":\""
                + recovered + '"' + (reason == null ? "" : ",\"reason\":\"" + reason + '"')
                + "},\"body\":{\"channel\":\"" + channel + "\",\"position\":"
                + (position == null ? "null" : "\"" + position + '"') + ",\"recovered\":" + recovered
                + (reason == null ? "" : ",\"reason\":\"" + reason + '"');
        if (snapshot == null) {
            return new byte[][] {utf8(text + "}}")};
        }
        return new byte[][] {utf8(text + ",\"snapshot\":"), snapshot.documents().sharedBytes(), utf8("}}")};
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
