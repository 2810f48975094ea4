package dev.tidings.socket.engineio;

import dev.tidings.hub.Pipe;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sends bytes through a pipe in pieces, as its credit allows, and ends it behind the last. Owned by its event loop. Who writes
 * looks at {@link #isWritable} before, so that no more waits here than was under way.
 */
final class PipeSender {

    private static final int PIECE_BYTES = Pipe.CREDIT_BYTES;

    private final Pipe pipe;
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(2);
    private byte @Nullable [] reason;

    PipeSender(Pipe pipe) {
        this.pipe = pipe;
    }

    /** Whether bytes would go out without waiting. */
    boolean isWritable() {
        return pieces.isEmpty() && reason == null && pipe.isWritable();
    }

    /** Sends bytes, which must not be written to afterwards. */
    void send(byte[] bytes) {
        if (bytes.length <= PIECE_BYTES) {
            pieces.add(bytes);
        } else {
            for (int from = 0; from < bytes.length; from += PIECE_BYTES) {
                pieces.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE_BYTES)));
            }
        }
        pump();
    }

    /** Ends the pipe when all was sent. */
    void end(byte[] why) {
        if (reason == null) {
            reason = why;
            pump();
        }
    }

    /** Sends as much as the pipe takes. */
    void pump() {
        while (!pieces.isEmpty() && pipe.isWritable()) {
            pipe.send(pieces.remove());
        }
        byte[] last = reason;
        if (last != null && pieces.isEmpty()) {
            pipe.close(last);
        }
    }
}
