package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Publication;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A publication on its way to subscribers, with its encodings. Thread-safe because all but the list of encodings is
 * immutable, and that list only grows, by compare and set; two loops that meet may encode the same bytes twice, and one
 * of the two is dropped. Everything is on the heap and owned by the garbage collector, so that a window may forget a
 * frame which a connection still writes.
 */
public final class Frame {

    private static final VarHandle ENCODINGS = encodingsHandle();

    private final ChannelName channel;
    private final @Nullable Epoch epoch;
    private final Publication publication;
    private final long previous;

    @SuppressWarnings("UnusedVariable") // written through ENCODINGS
    private volatile @Nullable Encoding encodings;

    private record Encoding(
            WireFormat format, byte[] bytes, @Nullable Encoding next) {}

    /**
     * @param epoch the channel's; null in a volatile channel
     * @param previous the offset before it in the subscriptions that get it; {@code offset − 1} unless something was skipped
     */
    public Frame(ChannelName channel, @Nullable Epoch epoch, Publication publication, long previous) {
        this.channel = channel;
        this.epoch = epoch;
        this.publication = publication;
        this.previous = previous;
    }

    /** The channel. */
    public ChannelName channel() {
        return channel;
    }

    /** The channel's epoch; null in a volatile channel. */
    public @Nullable Epoch epoch() {
        return epoch;
    }

    /** The publication. */
    public Publication publication() {
        return publication;
    }

    /** Its offset; 0 in a volatile channel. */
    public long offset() {
        return publication.offset();
    }

    /** The offset before it in the subscriptions that get it. */
    public long previous() {
        return previous;
    }

    /** Its bytes in a format, encoded on first use and shared from then on: nobody may write to them. */
    public byte[] encoded(WireFormat format) {
        Encoding known = encodings;
        for (Encoding encoding = known; encoding != null; encoding = encoding.next) {
            if (encoding.format == format) {
                return encoding.bytes;
            }
        }
        byte[] bytes = format.encode(this);
        Encoding expected = known;
        while (!ENCODINGS.compareAndSet(this, expected, new Encoding(format, bytes, expected))) {
            expected = encodings;
        }
        return bytes;
    }

    private static VarHandle encodingsHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Frame.class, "encodings", Encoding.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
