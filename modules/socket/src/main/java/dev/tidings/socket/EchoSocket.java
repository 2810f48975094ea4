package dev.tidings.socket;

/** A line that sends every message back, as conformance suites ask (contract §13). Owned by its event loop. */
public final class EchoSocket implements Line.Owner {

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** As large, and in as many pieces, as the suites send them. */
    static final FrameLimits LIMITS = new FrameLimits(MAX_BYTES, MAX_BYTES, 1_000_000, true);

    private final Line line;

    /** Takes a line over. */
    public EchoSocket(Line line) {
        this.line = line;
    }

    @Override
    public void alive() {}

    @Override
    public void message(boolean text, byte[] payload) {
        if (text) {
            line.write(payload);
        } else {
            line.writeBinary(payload);
        }
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
