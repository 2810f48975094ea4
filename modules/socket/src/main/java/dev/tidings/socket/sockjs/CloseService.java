package dev.tidings.socket.sockjs;

import dev.tidings.socket.Line;

/** The public suite's service that closes every session at once (contract §13). Immutable. */
public final class CloseService implements Line.Owner {

    private static final int GO_AWAY = 3000;

    /** Takes a line over, and ends it. */
    public CloseService(Line line) {
        line.close(GO_AWAY, "Go away!");
    }

    @Override
    public void alive() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public boolean ping() {
        return true;
    }

    @Override
    public void writable() {}

    @Override
    public void gone() {}
}
