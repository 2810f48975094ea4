package dev.tidings.hub.peers;

import java.util.ArrayDeque;

/**
 * What was sent to one peer and is not acknowledged, and so: whether more may be sent. Owned by the hub's loop; pure.
 *
 * <p>The bus has no back-pressure of its own: what is sent to a node that stopped piles up in this one. So a peer that
 * doesn't acknowledge is sent nothing beyond the bound. It is then in <em>hint mode</em>: publications for it are dropped,
 * and once it has acknowledged all that it was sent it gets, instead of them, the newest sequence of each partition, and
 * reads what it missed from the log.
 */
final class PeerWindow {

    static final int MAX_PUBLICATIONS = 1_000;
    static final long MAX_BYTES = 4L << 20;

    private final ArrayDeque<Sent> unacknowledged = new ArrayDeque<>();
    private int publications;
    private long bytes;
    private boolean hinting;

    private record Sent(long number, int publications, long bytes) {}

    /** Whether publications for this peer are dropped. */
    boolean isHinting() {
        return hinting;
    }

    /** Bytes sent and not acknowledged. */
    long bytes() {
        return bytes;
    }

    /** Publications sent and not acknowledged. */
    int publications() {
        return publications;
    }

    /**
     * Whether this much more may be sent now. One load alone always may, however large, or it never could.
     *
     * @param morePublications of a load
     * @param moreBytes of that load
     */
    boolean hasRoom(int morePublications, long moreBytes) {
        return !hinting
                && (publications == 0
                        || (publications + morePublications <= MAX_PUBLICATIONS && bytes + moreBytes <= MAX_BYTES));
    }

    /** Something was dropped: from now on everything is, until all that was sent is acknowledged. */
    void dropped() {
        hinting = true;
    }

    /** Notes that a load was sent; numbers only grow. */
    void sent(long number, int sentPublications, long sentBytes) {
        unacknowledged.addLast(new Sent(number, sentPublications, sentBytes));
        publications += sentPublications;
        bytes += sentBytes;
    }

    /**
     * Everything up to a number arrived or was lost on the way; either way it is in no queue any more.
     *
     * @return whether hint mode ends with this, so that the newest sequences are to be sent
     */
    boolean acknowledged(long number) {
        while (!unacknowledged.isEmpty() && unacknowledged.peekFirst().number <= number) {
            Sent arrived = unacknowledged.removeFirst();
            publications -= arrived.publications;
            bytes -= arrived.bytes;
        }
        boolean ends = hinting && unacknowledged.isEmpty();
        hinting &= !ends;
        return ends;
    }
}
