package dev.tidings.hub.peers;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Peers' messages on Vert.x' event bus: bytes between nodes, the same object within one. Immutable. */
final class PeerCodec implements MessageCodec<PeerMessage, PeerMessage> {

    static final String NAME = "tidings.peer-message";

    @Override
    public void encodeToWire(Buffer buffer, PeerMessage message) {
        buffer.appendInt(0);
        int start = buffer.length();
        MessageFormat.encode(message, buffer);
        buffer.setInt(start - Integer.BYTES, buffer.length() - start);
    }

    @Override
    public PeerMessage decodeFromWire(int position, Buffer buffer) {
        int left = buffer.length() - position - Integer.BYTES;
        int length = left < 0 ? -1 : buffer.getInt(position);
        if (length < 0 || length > left) {
            return new PeerMessage.Unreadable("a length of " + length + " with " + left + " bytes left");
        }
        return MessageFormat.decode(buffer, position + Integer.BYTES, position + Integer.BYTES + length);
    }

    @Override
    public PeerMessage transform(PeerMessage message) {
        return message;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
