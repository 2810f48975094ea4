package dev.tidings.log.embedded;

import dev.tidings.log.embedded.LogRecord.StoredKey;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import dev.tidings.model.Publication;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a group that is not yet durable changes: later items are decided against it, nobody reads it. Owned by the state
 * thread. It is dropped whole when its group is applied or fails.
 */
final class Overlay {

    /** A key within its partition. */
    record Key(int partition, String text) {}

    /**
     * A document as it will be.
     *
     * @param version its, or its tombstone's; 0 when nothing is known of it
     * @param isAlive whether it exists
     * @param last what wrote it last; null when it is read from {@code location}, or does not exist
     * @param offset of that publication
     * @param location of that publication; {@link Location#NONE} when {@code last} is given
     */
    record PendingDocument(
            long version, boolean isAlive, @Nullable Publication last, long offset, long location) {

        static final PendingDocument UNKNOWN = new PendingDocument(0, false, null, 0, Location.NONE);
    }

    /** A channel as it will be. */
    static final class PendingChannel {
        final Epoch epoch;
        long head;
        long oldest;
        final Map<String, PendingDocument> documents = new HashMap<>();

        PendingChannel(Epoch epoch, long head, long oldest) {
            this.epoch = epoch;
            this.head = head;
            this.oldest = oldest;
        }
    }

    static final long UNTOUCHED = -1;

    final Map<ChannelName, PendingChannel> channels = new HashMap<>();
    final Map<Key, StoredKey> keys = new HashMap<>();
    final Map<Key, Long> fences = new HashMap<>();
    final long[] sequences = new long[Partitions.COUNT];
    long keyBytes;

    Overlay() {
        Arrays.fill(sequences, UNTOUCHED);
    }
}
