package dev.tidings.log;

import dev.tidings.log.IndexPage.IndexEntry;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that a {@link MemoryLog} keeps of one partition. Owned by its log. */
final class PartitionRecord {

    Epoch epoch;
    String incarnation;
    final RememberedKeys keys;
    final Tombstones tombstones;
    final Map<String, Long> fences;
    final Map<ChannelName, ChannelRecord> channels;
    private final Deque<IndexEntry> index;
    private long sequence;

    PartitionRecord(Epoch epoch, String incarnation) {
        this.epoch = epoch;
        this.incarnation = incarnation;
        this.keys = new RememberedKeys();
        this.tombstones = new Tombstones();
        this.fences = new HashMap<>();
        this.channels = new HashMap<>();
        this.index = new ArrayDeque<>();
    }

    private PartitionRecord(PartitionRecord other) {
        this.epoch = other.epoch;
        this.incarnation = other.incarnation;
        this.keys = other.keys.copy();
        this.tombstones = other.tombstones.copy();
        this.fences = new HashMap<>(other.fences);
        this.channels = new HashMap<>(other.channels);
        this.channels.replaceAll((name, channel) -> channel.copy());
        this.index = new ArrayDeque<>(other.index);
        this.sequence = other.sequence;
    }

    PartitionRecord copy() {
        return new PartitionRecord(this);
    }

    long sequence() {
        return sequence;
    }

    @Nullable
    ChannelRecord channel(ChannelName name) {
        return channels.get(name);
    }

    /** Counts an append; beyond the bound the index forgets its oldest. */
    void count(ChannelName channel, long offset, int maxIndexEntries) {
        sequence++;
        index.addLast(new IndexEntry(sequence, channel, offset));
        if (index.size() > maxIndexEntries) {
            index.removeFirst();
        }
    }

    IndexPage index(long afterSequence, int maxEntries) {
        long oldest = sequence + 1 - index.size();
        List<IndexEntry> page = index.stream()
                .skip(Math.max(0, afterSequence + 1 - oldest))
                .limit(maxEntries)
                .toList();
        return new IndexPage(epoch, oldest, sequence, page);
    }

    /** Nothing that was given out under the old epoch may be taken for whole: every channel goes on in the new one. */
    void beginEpoch(Epoch next) {
        epoch = next;
        channels.values().forEach(channel -> channel.epoch = next);
    }
}
