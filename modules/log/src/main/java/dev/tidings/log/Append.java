package dev.tidings.log;

import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of a batch: what to append to one channel as one indivisible step. Immutable.
 *
 * <p>Checks in this order, the first that fails decides: idempotency key, fence, document version, bounds of the store.
 *
 * @param channel the channel
 * @param entries the publications to be, in order, without offset; empty for a step that only checks and remembers
 * @param document the document that the first entry changes, or null
 * @param idempotency the key under which the answer is remembered, or null
 * @param fence the lease under which this is written, or null
 */
public record Append(
        ChannelName channel,
        List<Entry> entries,
        @Nullable DocumentWrite document,
        @Nullable Idempotency idempotency,
        @Nullable Fence fence) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when the first entry does not change the document
     */
    public Append {
        entries = List.copyOf(entries);
        if (document != null && !entries.isEmpty()) {
            Entry first = entries.get(0);
            if (first.change() == Change.NONE || !document.id().equals(first.key())) {
                throw new IllegalArgumentException("the first entry does not change document " + document.id());
            }
        }
    }

    /** An ordinary publication. */
    public static Append of(ChannelName channel, Entry entry, @Nullable Idempotency idempotency) {
        return new Append(channel, List.of(entry), null, idempotency, null);
    }
}
