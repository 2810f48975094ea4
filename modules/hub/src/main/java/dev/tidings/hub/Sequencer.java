package dev.tidings.hub;

import dev.tidings.model.Epoch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Knows which sequences of one partition have reached this node, so that a comparison with the log shows what is missing.
 * Owned by the hub's loop; pure, without time or input of its own.
 *
 * <p>It has no baseline until the first read of a channel of its partition that was sent after listening began came back;
 * from then on {@link #contiguous} is the sequence up to which everything arrived.
 */
final class Sequencer {

    private static final int MAX_BEYOND = 1_024;
    private static final int MAX_SEEN_EPOCHS = 8;

    private final int partition;
    private final TreeSet<Long> beyond = new TreeSet<>();
    private @Nullable Epoch epoch;
    private long contiguous;
    private long floor;

    /** The highest sequence of each epoch that this node heard of in any way; the last few epochs. */
    private final Map<Epoch, Long> seen = new LinkedHashMap<>();

    Sequencer(int partition) {
        this.partition = partition;
    }

    int partition() {
        return partition;
    }

    /** The partition's epoch; null without a baseline. */
    @Nullable
    Epoch epoch() {
        return epoch;
    }

    /** Up to where everything arrived, or was looked up. */
    long contiguous() {
        return contiguous;
    }

    /** Notes that a sequence exists, or existed, by whatever way this node heard of it. */
    void saw(Epoch seenEpoch, long sequence) {
        seen.merge(seenEpoch, sequence, Math::max);
        if (seen.size() > MAX_SEEN_EPOCHS) {
            seen.remove(seen.keySet().iterator().next());
        }
    }

    /** Whether this node saw nothing of the epoch above a sequence, so that a store that ends there lost nothing it knew. */
    boolean vouches(Epoch ofEpoch, long sequence) {
        return seen.getOrDefault(ofEpoch, 0L) <= sequence;
    }

    /**
     * Takes what a read says of the partition.
     *
     * @return false when the read is older than the point from which the partition is measured, so that what lies between
     *     is in neither: the read must be repeated
     */
    boolean baseline(Epoch readEpoch, long readSequence) {
        saw(readEpoch, readSequence);
        if (epoch == null) {
            startFrom(readEpoch, readSequence);
            return true;
        }
        return !epoch.equals(readEpoch) || readSequence >= floor;
    }

    /** Measures from here: everything up to {@code sequence} is known, or will be read by who asks. */
    void startFrom(Epoch newEpoch, long sequence) {
        if (!newEpoch.equals(epoch)) {
            beyond.clear();
        }
        epoch = newEpoch;
        contiguous = sequence;
        floor = sequence;
        absorb();
    }

    /** Forgets the baseline, since nobody listens any more. */
    void stop() {
        epoch = null;
        beyond.clear();
        contiguous = 0;
        floor = 0;
    }

    /**
     * Notes that sequences arrived.
     *
     * @return whether they belong to the epoch that is measured; when not, the log must be asked which one is true
     */
    boolean arrived(Epoch batchEpoch, long first, int count) {
        long last = first + count - 1;
        saw(batchEpoch, last);
        if (epoch == null) {
            // Without a baseline nothing is measured: what came before it may look missing and is then looked up.
            return true;
        }
        if (!epoch.equals(batchEpoch)) {
            return false;
        }
        if (first <= contiguous + 1) {
            contiguous = Math.max(contiguous, last);
            absorb();
            return true;
        }
        for (long sequence = first; sequence <= last && beyond.size() < MAX_BEYOND; sequence++) {
            beyond.add(sequence);
        }
        return true;
    }

    /** Whether a sequence arrived. */
    boolean has(long sequence) {
        return sequence <= contiguous || beyond.contains(sequence);
    }

    private void absorb() {
        while (!beyond.isEmpty() && beyond.first() <= contiguous + 1) {
            contiguous = Math.max(contiguous, beyond.pollFirst());
        }
    }
}
