package dev.tidings.socket.socketio;

import dev.tidings.hub.FrameBatch;
import dev.tidings.socket.Tail;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ends that several clients' events have in common: of all that are in the same channels and stand at the same places in
 * those that are quiet. Owned by its event loop. What few share is not worth a buffer of its own, so the first that comes with
 * an end gets none, and one batch makes a bounded number of them.
 */
final class Tails {

    private static final int SLOTS = 16;
    private static final int MAX_NEW_PER_BATCH = 16;

    private final @Nullable Tail[] known = new Tail[SLOTS];
    private @Nullable FrameBatch current;
    private int made;

    /** The end that this client shares with those before it; null when there is none. */
    @Nullable
    Tail shared(FrameBatch batch, byte[] rest) {
        if (batch != current) {
            current = batch;
            made = 0;
        }
        int slot = Arrays.hashCode(rest) & (SLOTS - 1);
        Tail tail = known[slot];
        if (tail != null && Arrays.equals(tail.bytes(), rest)) {
            return tail;
        }
        if (made < MAX_NEW_PER_BATCH) {
            made++;
            known[slot] = new Tail(rest);
        }
        return null;
    }
}
