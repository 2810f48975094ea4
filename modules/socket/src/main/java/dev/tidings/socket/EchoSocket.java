package dev.tidings.socket;

import dev.tidings.edge.Duplex;

/** A WebSocket that sends every message back, as conformance suites ask (contract §13). Owned by its event loop. */
final class EchoSocket implements WebSocket.Owner {

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** As large, and in as many pieces, as the suites send them. */
    static final FrameLimits LIMITS = new FrameLimits(MAX_BYTES, MAX_BYTES, 1_000_000, true);

    private final WebSocket socket;

    private EchoSocket(Duplex duplex) {
        this.socket = new WebSocket(duplex, LIMITS, this);
    }

    /** Takes a connection over. */
    static Duplex.Receiver open(Duplex duplex) {
        return new EchoSocket(duplex).socket;
    }

    @Override
    public void alive() {}

    @Override
    public void message(boolean text, byte[] payload) {
        socket.write(text ? FrameReader.TEXT : FrameReader.BINARY, payload);
    }

    @Override
    public boolean ping() {
        return true;
    }

    @Override
    public void writable() {}

    @Override
    public void gone() {}
}
