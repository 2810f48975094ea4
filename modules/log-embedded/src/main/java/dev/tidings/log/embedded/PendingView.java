package dev.tidings.log.embedded;

import dev.tidings.log.LogLimits;
import dev.tidings.log.embedded.LogRecord.StoredKey;
import dev.tidings.log.embedded.Overlay.PendingChannel;
import dev.tidings.log.embedded.Overlay.PendingDocument;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import org.jspecify.annotations.Nullable;

/**
 * The log as it will be when everything decided so far is durable: the group being built over the group being written
 * over the fold. Immutable; made for one item and used by the state thread at once.
 *
 * @param partition the item's
 * @param building the group that takes the item
 * @param inFlight the group at the writer, or null
 * @param limits for how long keys and tombstones count
 * @param nowMillis by the log's clock
 */
record PendingView(
        Fold fold,
        PartitionFold partition,
        Overlay building,
        @Nullable Overlay inFlight,
        LogLimits limits,
        long nowMillis) {

    @Nullable
    StoredKey key(String scopedKey) {
        Overlay.Key key = new Overlay.Key(partition.number, scopedKey);
        StoredKey pending = building.keys.get(key);
        if (pending == null && inFlight != null) {
            pending = inFlight.keys.get(key);
        }
        return pending != null ? pending : partition.keys.find(scopedKey, limits.keyLifeMillis(), nowMillis);
    }

    /** The highest token of a source; {@code Long.MIN_VALUE} when none was seen. */
    long fence(String source) {
        Overlay.Key key = new Overlay.Key(partition.number, source);
        Long pending = building.fences.get(key);
        if (pending == null && inFlight != null) {
            pending = inFlight.fences.get(key);
        }
        return pending != null ? pending : partition.fences.getOrDefault(source, Long.MIN_VALUE);
    }

    long sequence() {
        long pending = building.sequences[partition.number];
        if (pending == Overlay.UNTOUCHED && inFlight != null) {
            pending = inFlight.sequences[partition.number];
        }
        return pending == Overlay.UNTOUCHED ? partition.sequence() : pending;
    }

    PendingDocument document(ChannelName channel, String id) {
        PendingDocument pending = documentOf(building, channel, id);
        if (pending == null && inFlight != null) {
            pending = documentOf(inFlight, channel, id);
        }
        if (pending != null) {
            return pending;
        }
        ChannelFold known = partition.channel(channel);
        DocumentState state = known == null ? null : known.document(id, limits.keyLifeMillis(), nowMillis);
        return state == null
                ? PendingDocument.UNKNOWN
                : new PendingDocument(state.version(), state.isAlive(), null, state.offset(), state.location());
    }

    /** The channel as it will be; null when nothing was ever written to it. */
    @Nullable
    PendingChannel channel(ChannelName name) {
        PendingChannel pending = building.channels.get(name);
        if (pending == null && inFlight != null) {
            pending = inFlight.channels.get(name);
        }
        if (pending != null) {
            return pending;
        }
        ChannelFold known = partition.channel(name);
        return known == null ? null : new PendingChannel(known.epoch, known.head, known.oldest());
    }

    /** The channel to be changed: an own copy in the group being built. */
    PendingChannel channelToChange(ChannelName name) {
        PendingChannel own = building.channels.get(name);
        if (own == null) {
            PendingChannel before = channel(name);
            Epoch epoch = before == null ? partition.epoch() : before.epoch;
            own = before == null
                    ? new PendingChannel(epoch, 0, 1)
                    : new PendingChannel(epoch, before.head, before.oldest);
            building.channels.put(name, own);
        }
        return own;
    }

    /** Whether one more key fits into the store's bounds. */
    boolean hasRoomFor(String scopedKey, String requestHash) {
        long keys = 1L + building.keys.size() + (inFlight == null ? 0 : inFlight.keys.size());
        long bytes = KeyTable.bytesOf(scopedKey, requestHash)
                + building.keyBytes
                + (inFlight == null ? 0 : inFlight.keyBytes);
        for (PartitionFold each : fold.partitions()) {
            each.keys.forgetOlderThan(limits.keyLifeMillis(), nowMillis);
            keys += each.keys.size();
            bytes += each.keys.bytes();
        }
        return keys <= limits.maxKeys() && bytes <= limits.maxKeyBytes();
    }

    private static @Nullable PendingDocument documentOf(Overlay overlay, ChannelName channel, String id) {
        PendingChannel pending = overlay.channels.get(channel);
        return pending == null ? null : pending.documents.get(id);
    }
}
