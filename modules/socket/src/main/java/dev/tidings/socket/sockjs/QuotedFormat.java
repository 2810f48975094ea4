package dev.tidings.socket.sockjs;

import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.WireFormat;
import dev.tidings.socket.MessageFormat;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The messages of a dialect as JSON strings, as every SockJS transport carries them, and the ways to join them. Immutable;
 * compared by identity: one instance a format and endpoint.
 */
final class QuotedFormat implements WireFormat {

    private final WireFormat text;
    private final WireFormat source = frame -> Quoting.withoutPercent(encode(frame));
    private final FrameBatch.Joiner elements =
            new QuotedJoiner(this, new byte[0], new byte[0], QuotedJoiner.Around.NOTHING);
    private final FrameBatch.Joiner socket =
            new QuotedJoiner(this, SockJsFrames.BEGIN, SockJsFrames.END, QuotedJoiner.Around.WEB_SOCKET_FRAME);
    private final Map<Transport, FrameBatch.Joiner> plain = new EnumMap<>(Transport.class);
    private final Map<Transport, FrameBatch.Joiner> chunked = new EnumMap<>(Transport.class);

    QuotedFormat(MessageFormat messages) {
        this.text = messages.text();
        for (Transport transport : Transport.values()) {
            byte[] begin = SockJsFrames.joined(transport.before(), SockJsFrames.BEGIN);
            byte[] end = SockJsFrames.joined(SockJsFrames.END, transport.after());
            WireFormat format = transport == Transport.EVENTSOURCE ? source : this;
            plain.put(transport, new QuotedJoiner(format, begin, end, QuotedJoiner.Around.NOTHING));
            chunked.put(transport, new QuotedJoiner(format, begin, end, QuotedJoiner.Around.CHUNK));
        }
    }

    @Override
    public byte[] encode(Frame frame) {
        return Quoting.quoted(text.encode(frame));
    }

    /** Messages with commas between, and nothing around them. */
    FrameBatch.Joiner elements() {
        return elements;
    }

    /** A frame of messages as a WebSocket's. */
    FrameBatch.Joiner socket() {
        return socket;
    }

    /** A frame of messages in an answer of such a transport. */
    FrameBatch.Joiner stream(Transport transport, boolean inChunks) {
        return Objects.requireNonNull((inChunks ? chunked : plain).get(transport));
    }
}
