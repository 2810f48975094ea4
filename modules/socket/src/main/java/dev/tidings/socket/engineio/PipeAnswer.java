package dev.tidings.socket.engineio;

import dev.tidings.hub.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that came in elsewhere: the text in pieces, and at the end of the pipe whether it was refused. Owned
 * by the session's event loop.
 */
final class PipeAnswer implements Answer {

    private static final byte[] GIVEN = {};

    private final PipeSender sender;

    PipeAnswer(Pipe pipe) {
        this.sender = new PipeSender(pipe);
    }

    @Override
    public void give(byte[] text) {
        sender.send(text);
        sender.end(GIVEN);
    }

    @Override
    public void refuse(EngineRefusal refusal) {
        sender.end(new byte[] {(byte) refusal.code()});
    }

    /** The pipe takes more. */
    void writable() {
        sender.pump();
    }

    /** What the end of the pipe says; null when the text was given whole. */
    static @Nullable EngineRefusal refusal(Pipe.End end) {
        if (!end.isClean()) {
            return EngineRefusal.UNKNOWN_SESSION;
        }
        return end.reason().length == 0 ? null : EngineRefusal.of(end.reason()[0]);
    }
}
