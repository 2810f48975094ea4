package dev.tidings.hub;

import dev.tidings.model.Position;
import java.util.ArrayDeque;

/**
 * By how much a collection may have grown beyond what its fold has seen: the writes of this node that are under way, and
 * those acknowledged that the fold has not reached. Owned by the hub's loop.
 *
 * <p>So the writes of one node never take a collection over its limit. Several nodes at once can, by what they have under
 * way.
 */
final class Growth {

    private static final int MAX_SETTLED = 1_024;

    private final ArrayDeque<Settled> settled = new ArrayDeque<>();
    private long documents;
    private long bytes;

    /** How much, at the most. */
    record Amount(int documents, long bytes) {
        static final Amount NONE = new Amount(0, 0);
    }

    private record Settled(Position position, long documents, long bytes) {}

    /** A write is under way. */
    void reserve(Amount amount) {
        documents += amount.documents();
        bytes += amount.bytes();
    }

    /** It was not applied. */
    void release(Amount amount) {
        documents -= amount.documents();
        bytes -= amount.bytes();
    }

    /** It was, and is counted until the fold has reached it. */
    void settle(Amount amount, Position position) {
        if (amount.equals(Amount.NONE)) {
            return;
        }
        Settled next = new Settled(position, amount.documents(), amount.bytes());
        if (settled.size() >= MAX_SETTLED) {
            // A fold so far behind lets go of these two together, at the later position.
            Settled last = settled.removeLast();
            next = new Settled(position, last.documents + next.documents, last.bytes + next.bytes);
        }
        settled.addLast(next);
    }

    /** What the fold knows, with what it can't know yet. */
    DocumentSource.Size addedTo(DocumentSource.Size folded) {
        Position reached = folded.position();
        while (!settled.isEmpty() && isReached(settled.getFirst().position, reached)) {
            Settled first = settled.removeFirst();
            documents -= first.documents;
            bytes -= first.bytes;
        }
        return new DocumentSource.Size(folded.documents() + documents, folded.bytes() + bytes, reached);
    }

    private static boolean isReached(Position position, Position reached) {
        return !position.epoch().equals(reached.epoch()) || position.offset() <= reached.offset();
    }
}
