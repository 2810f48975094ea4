package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The recent frames of one channel in one epoch, contiguous up to its head. Thread-safe because one loop writes and all
 * read: frames are immutable, the head is published with release and read with acquire, and a slot that was overwritten
 * meanwhile shows it by its offset, which sends its reader to the log.
 */
final class Window {

    /** How many frames a window holds at the most. */
    static final int MAX_FRAMES = 1_024;

    private static final int FIRST_CAPACITY = 8;
    private static final VarHandle HEAD;
    private static final VarHandle OLDEST;

    static {
        try {
            HEAD = MethodHandles.lookup().findVarHandle(Window.class, "head", long.class);
            OLDEST = MethodHandles.lookup().findVarHandle(Window.class, "oldest", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ChannelName channel;
    private final Epoch epoch;
    private volatile @Nullable Frame[] slots = new @Nullable Frame[FIRST_CAPACITY];
    private long head;
    private long oldest;

    // Touched by the writing loop only.
    private long weight;

    /**
     * An empty window.
     *
     * @param head the last offset before the first frame that will be appended
     */
    Window(ChannelName channel, Epoch epoch, long head) {
        this.channel = channel;
        this.epoch = epoch;
        this.head = head;
        this.oldest = head + 1;
    }

    ChannelName channel() {
        return channel;
    }

    Epoch epoch() {
        return epoch;
    }

    /** The last offset; any thread. */
    long head() {
        return (long) HEAD.getAcquire(this);
    }

    /** The oldest offset that is here, head + 1 when none is; any thread. May be gone when it is asked for. */
    long oldest() {
        return (long) OLDEST.getAcquire(this);
    }

    /** The frame at an offset; null when it is not here (any more); any thread. */
    @Nullable
    Frame frame(long offset) {
        if (offset > head()) {
            return null;
        }
        @Nullable Frame[] current = slots;
        Frame frame = current[(int) (offset & (current.length - 1))];
        return frame != null && frame.offset() == offset ? frame : null;
    }

    /** About how many bytes its frames hold. On the writing loop. */
    long weight() {
        return weight;
    }

    /** Appends the frame after the head. On the writing loop. */
    void append(Frame frame) {
        if (frame.offset() != head + 1) {
            throw new IllegalArgumentException("offset " + frame.offset() + " after " + head + " in " + channel);
        }
        if (head + 1 - oldest >= slots.length) {
            if (slots.length < MAX_FRAMES) {
                grow();
            } else {
                dropOldest();
            }
        }
        slots[(int) (frame.offset() & (slots.length - 1))] = frame;
        weight += frame.publication().weight();
        HEAD.setRelease(this, frame.offset());
    }

    /** Forgets all frames but the last one. On the writing loop. */
    void shrink() {
        while (oldest < head) {
            dropOldest();
        }
    }

    private void dropOldest() {
        int slot = (int) (oldest & (slots.length - 1));
        Frame frame = slots[slot];
        if (frame != null) {
            weight -= frame.publication().weight();
        }
        OLDEST.setRelease(this, oldest + 1);
        slots[slot] = null;
    }

    private void grow() {
        @Nullable Frame[] larger = new @Nullable Frame[slots.length * 2];
        for (long offset = oldest; offset <= head; offset++) {
            larger[(int) (offset & (larger.length - 1))] = slots[(int) (offset & (slots.length - 1))];
        }
        slots = larger;
    }
}
