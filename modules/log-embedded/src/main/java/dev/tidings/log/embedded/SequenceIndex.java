package dev.tidings.log.embedded;

import dev.tidings.log.IndexPage.IndexEntry;
import dev.tidings.model.ChannelName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which channel and offset the newest sequences of a partition belong to: 12 bytes each (a shared name and an offset),
 * bounded. Owned by the state thread.
 */
final class SequenceIndex {

    private final int maxEntries;
    private @Nullable ChannelName[] names = new ChannelName[16];
    private long[] offsets = new long[16];
    private int first;
    private int size;
    private long head;

    SequenceIndex(int maxEntries) {
        this.maxEntries = Math.max(1, maxEntries);
    }

    /** The partition's last sequence. */
    long head() {
        return head;
    }

    long oldest() {
        return head + 1 - size;
    }

    void add(long sequence, ChannelName channel, long offset) {
        if (size == maxEntries) {
            first = slot(1);
            size--;
        } else if (size == offsets.length) {
            grow();
        }
        names[slot(size)] = channel;
        offsets[slot(size)] = offset;
        size++;
        head = sequence;
    }

    /** Begins without entries at a sequence. */
    void startAt(long sequence) {
        head = sequence;
        first = 0;
        size = 0;
    }

    List<IndexEntry> after(long afterSequence, int limit) {
        long from = Math.max(afterSequence, oldest() - 1) + 1;
        long to = Math.min(head, from + limit - 1);
        List<IndexEntry> entries = new ArrayList<>();
        for (long sequence = from; sequence <= to; sequence++) {
            int slot = slot((int) (sequence - oldest()));
            ChannelName name = Objects.requireNonNull(names[slot]);
            entries.add(new IndexEntry(sequence, name, offsets[slot]));
        }
        return entries;
    }

    private int slot(int index) {
        int slot = first + index;
        return slot < offsets.length ? slot : slot - offsets.length;
    }

    private void grow() {
        int capacity = Math.min(maxEntries, size * 2);
        @Nullable ChannelName[] newNames = Arrays.copyOf(names, capacity);
        long[] newOffsets = new long[capacity];
        for (int i = 0; i < size; i++) {
            newNames[i] = names[slot(i)];
            newOffsets[i] = offsets[slot(i)];
        }
        names = newNames;
        offsets = newOffsets;
        first = 0;
    }
}
