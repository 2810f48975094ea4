package dev.tidings.log.embedded;

import dev.tidings.log.StoredAnswer;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of the log, as an absolute state: applying it again changes nothing. Immutable. What is given out is the
 * fold of all records; see {@link Fold}.
 */
sealed interface LogRecord {

    /** The partition that it belongs to. */
    int partition();

    /** What a publication does to the document that its key names. */
    enum Effect {
        /** Nothing. */
        NONE,
        /** It is the document from now on. */
        PUT,
        /** The document is gone without a trace. */
        REMOVE,
        /** The document is gone, its version is remembered. */
        BURY
    }

    /**
     * A publication, without its body.
     *
     * @param partition of the channel
     * @param channel the channel
     * @param offset in the channel
     * @param sequence in the partition
     * @param oldest the channel's oldest retained offset from then on
     * @param atMillis when it was appended, by the log's own clock
     * @param copied whether this is a later copy, written so that the segment of the first can be deleted
     * @param effect on the document
     * @param key the document; null when the effect is none
     * @param version the document's or its tombstone's
     */
    record Published(
            int partition,
            ChannelName channel,
            long offset,
            long sequence,
            long oldest,
            long atMillis,
            boolean copied,
            Effect effect,
            @Nullable String key,
            long version)
            implements LogRecord {

        Published asCopy() {
            return new Published(partition, channel, offset, sequence, oldest, atMillis, true, effect, key, version);
        }
    }

    /**
     * The answer to an idempotency key.
     *
     * @param partition the partition
     * @param scopedKey the key
     * @param stored what is remembered
     */
    record Remembered(int partition, String scopedKey, StoredKey stored) implements LogRecord {}

    /**
     * What is remembered under a key.
     *
     * @param requestHash of the request
     * @param answer to it
     * @param atMillis since when, by the log's own clock
     */
    record StoredKey(String requestHash, StoredAnswer answer, long atMillis) {}

    /**
     * The highest token seen.
     *
     * @param partition the partition
     * @param source what must run once
     * @param token its highest token
     */
    record Fenced(int partition, String source, long token) implements LogRecord {}

    /**
     * A new epoch of a partition and of every channel in it.
     *
     * @param partition the partition
     * @param epoch from now on
     */
    record EpochBegun(int partition, Epoch epoch) implements LogRecord {}

    /**
     * The end of old publications.
     *
     * @param partition of the channel
     * @param channel the channel
     * @param oldest its oldest retained offset from now on
     */
    record Trimmed(int partition, ChannelName channel, long oldest) implements LogRecord {}

    /**
     * The end of idle channels, and the epoch that new channels of the partition take; the others keep theirs.
     *
     * @param partition the partition
     * @param epoch from now on
     * @param channels that are gone
     */
    record Reclaimed(int partition, Epoch epoch, List<ChannelName> channels) implements LogRecord {}
}
