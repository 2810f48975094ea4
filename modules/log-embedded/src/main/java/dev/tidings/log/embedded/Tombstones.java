package dev.tidings.log.embedded;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The deleted documents whose version is still known, oldest first over all channels, so that their number has a bound.
 * Owned by the state thread. The versions themselves are in the channels' tables.
 */
final class Tombstones {

    private record Buried(ChannelFold channel, String id, long offset, long atMillis) {

        /** Whether the document was written again meanwhile, or its channel is gone. */
        boolean isStale() {
            DocumentState state = channel.documents.get(id);
            return state == null || state.isAlive() || state.offset() != offset;
        }
    }

    private static final int SLACK = 1_024;

    private final int max;
    private final Deque<Buried> oldestFirst = new ArrayDeque<>();
    private int count;

    Tombstones(int max) {
        this.max = max;
    }

    /** Counts a new tombstone; beyond the bound the oldest go. */
    void bury(ChannelFold channel, String id, long offset, long atMillis) {
        oldestFirst.addLast(new Buried(channel, id, offset, atMillis));
        count++;
        while (count > max) {
            forgetOldest();
        }
        if (oldestFirst.size() > 2 * count + SLACK) {
            oldestFirst.removeIf(Buried::isStale);
        }
    }

    /** A tombstone was taken from its channel's table. */
    void discount() {
        count--;
    }

    void forgetOlderThan(long lifeMillis, long nowMillis) {
        Buried oldest = oldestFirst.peekFirst();
        while (oldest != null && nowMillis - oldest.atMillis() > lifeMillis) {
            forgetOldest();
            oldest = oldestFirst.peekFirst();
        }
    }

    private void forgetOldest() {
        Buried oldest = oldestFirst.removeFirst();
        if (!oldest.isStale()) {
            oldest.channel().documents.remove(oldest.id());
            count--;
        }
    }
}
