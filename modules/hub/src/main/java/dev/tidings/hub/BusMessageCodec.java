package dev.tidings.hub;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes messages between verticles of one node as they are, since they are immutable. Immutable. */
final class BusMessageCodec implements MessageCodec<BusMessage, BusMessage> {

    @Override
    public void encodeToWire(Buffer buffer, BusMessage message) {
        throw new UnsupportedOperationException("a node that is alone sends nothing over a wire");
    }

    @Override
    public BusMessage decodeFromWire(int pos, Buffer buffer) {
        throw new UnsupportedOperationException("a node that is alone receives nothing over a wire");
    }

    @Override
    public BusMessage transform(BusMessage message) {
        return message;
    }

    @Override
    public String name() {
        return "tidings.bus-message";
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
