package dev.tidings.log.embedded;

import dev.tidings.log.embedded.FileLayer.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes groups durable, one after the other: writes, flushes, and only then says so. Its files are owned by the writer
 * thread, and before that starts by the thread that opens the log.
 */
final class GroupWriter implements Runnable {

    /**
     * A group that is durable.
     *
     * @param start where its header lies
     * @param end where the next one will begin, unless that begins a segment
     * @param opened the segment that was begun for it, or null
     */
    record Written(long start, long end, @Nullable Segment opened) {}

    /** There was no room, and what was written of the group is taken back: for certain it is not in the log. */
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1L;

        FullException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** What the writer says about a group; called on its thread. */
    interface Outcome {
        void written(Group group, Written written);

        /** Nothing of it is in the log if it was a {@link FullException}, else nobody knows. */
        void failed(Group group, IOException reason);
    }

    private record Job(Group group, long number, long timeMillis) {}

    private final FileLayer files;
    private final Path directory;
    private final long store;
    private final long segmentBytes;
    private final Outcome outcome;
    private final AtomicReference<@Nullable Job> next = new AtomicReference<>();
    private volatile @Nullable Thread thread;
    private volatile boolean stopped;

    private @Nullable Segment active;
    private long end;

    /** @param end where the log ends; {@link Location#NONE} when it has no segment yet */
    GroupWriter(
            FileLayer files,
            Path directory,
            long store,
            long segmentBytes,
            @Nullable Segment active,
            long end,
            Outcome outcome) {
        this.files = files;
        this.directory = directory;
        this.store = store;
        this.segmentBytes = segmentBytes;
        this.active = active;
        this.end = end;
        this.outcome = outcome;
    }

    /** By the state thread, when the one before was answered. */
    void submit(Group group, long number, long timeMillis) {
        if (!next.compareAndSet(null, new Job(group, number, timeMillis))) {
            throw new IllegalStateException("a group is being written");
        }
        LockSupport.unpark(thread);
    }

    /** Ends the thread after the group that it has. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        while (true) {
            Job job = next.getAndSet(null);
            if (job != null) {
                perform(job);
            } else if (stopped) {
                return;
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void perform(Job job) {
        try {
            outcome.written(job.group(), write(job.group(), job.number(), job.timeMillis()));
        } catch (IOException e) {
            outcome.failed(job.group(), e);
        } catch (RuntimeException | Error e) {
            outcome.failed(job.group(), new IOException(e.toString(), e));
        }
    }

    /** Returns when the group is durable. */
    Written write(Group group, long number, long timeMillis) throws IOException {
        Segment segment = active;
        Segment opened = null;
        long used = segment != null && Location.segment(end) == segment.number() ? Location.offset(end) : 0;
        if (segment == null || (used > 0 && used + group.byteCount() > segmentBytes)) {
            opened = begin(segment == null ? 1 : segment.number() + 1);
            segment = opened;
        }
        long offset = opened == null && used > 0 ? used : Segment.HEADER_BYTES;
        ByteBuffer bytes = group.sealed(end, number, timeMillis);
        try {
            segment.file().write(bytes, offset);
        } catch (IOException e) {
            takeBack(segment.file(), offset, e);
            if (opened != null) {
                opened.release();
            }
            throw new FullException(e);
        }
        segment.file().force();
        active = segment;
        long start = Location.of(segment.number(), offset);
        end = start + group.byteCount();
        return new Written(start, end, opened);
    }

    /** A new segment whose name and header are durable before anything is acknowledged in it. */
    private Segment begin(int number) throws IOException {
        Path path = directory.resolve(Segment.fileName(number));
        LogFile file = files.open(path);
        try {
            file.truncate(0);
            file.write(Segment.header(number, end, store), 0);
            file.force();
            files.forceFolder(directory);
            return new Segment(number, path, file);
        } catch (IOException e) {
            file.close();
            if (!isFull(e)) {
                throw e;
            }
            files.delete(path);
            files.forceFolder(directory);
            throw new FullException(e);
        }
    }

    /** Nothing was flushed yet: when the rest can be removed for certain, nothing was applied. */
    private static void takeBack(LogFile file, long offset, IOException reason) throws IOException {
        if (!isFull(reason)) {
            throw reason;
        }
        file.truncate(offset);
        file.force();
    }

    private static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded");
    }
}
