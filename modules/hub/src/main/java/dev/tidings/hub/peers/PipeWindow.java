package dev.tidings.hub.peers;

import java.util.ArrayDeque;

/**
 * What was sent to one peer for its pipes and is not acknowledged: the bus keeps what it can't send, without a bound of its
 * own. Owned by the hub's loop; pure.
 */
final class PipeWindow {

    static final long MAX_BYTES = 16L << 20;

    private final ArrayDeque<Sent> unacknowledged = new ArrayDeque<>();
    private long bytes;
    private long gathered;

    private record Sent(long number, long bytes) {}

    /** Whether so many bytes more may be sent. */
    boolean hasRoom(long more) {
        return bytes + more <= MAX_BYTES;
    }

    /** Notes what is to be sent at the end of this turn. */
    void gathered(long more) {
        gathered += more;
        bytes += more;
    }

    /** Notes that what gathered was sent; numbers only grow. */
    void sent(long number) {
        unacknowledged.addLast(new Sent(number, gathered));
        gathered = 0;
    }

    /** Everything up to a number arrived, or was lost on the way. */
    void acknowledged(long number) {
        while (!unacknowledged.isEmpty() && unacknowledged.peekFirst().number <= number) {
            bytes -= unacknowledged.removeFirst().bytes;
        }
    }

    long bytes() {
        return bytes;
    }
}
