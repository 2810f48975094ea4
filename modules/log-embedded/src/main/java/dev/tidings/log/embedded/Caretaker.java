package dev.tidings.log.embedded;

import dev.tidings.log.embedded.DurableMark.Note;
import dev.tidings.log.embedded.SnapshotFile.Heading;
import dev.tidings.model.Partitions;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks after the files, ten times a second and off the path of appends: notes the durable end, has
 * old publications forgotten, writes snapshots, and gives disk back. Owned by that thread; tests without it call its
 * steps themselves.
 */
final class Caretaker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
    private static final int KEPT_SNAPSHOTS = 2;
    private static final long IDLE_COPY_BYTES = 1 << 20;
    private static final long MAX_COPY_READ_BYTES = 16L << 20;
    private static final long SCRUB_BYTES = 4 << 20;

    private final Store store;
    private final StateLoop loop;
    private final StateCalls calls;
    private final DurableMark mark;
    private final Retention retention;
    private final Scrub scrub;
    private final CopyForward copyForward;
    private final EmbeddedLogOptions options;
    /** Where the kept snapshots begin, newest first. */
    private final Deque<Long> snapshots;

    private final Runnable ending;
    private long snapshotAtBytes;
    private long copyCredit;
    private int nextPartition;
    private volatile boolean stopped;
    private volatile Thread thread;

    /** @param ending what this thread does last, when it was stopped */
    Caretaker(
            Store store,
            StateLoop loop,
            StateCalls calls,
            DurableMark mark,
            Scrub scrub,
            List<Long> snapshots,
            EmbeddedLogOptions options,
            Runnable ending) {
        this.store = store;
        this.loop = loop;
        this.calls = calls;
        this.mark = mark;
        this.scrub = scrub;
        this.snapshots = new ArrayDeque<>(snapshots);
        this.options = options;
        this.ending = ending;
        this.retention = new Retention(store, loop, options.tuning().idleChannelMillis(), options.epochs());
        this.copyForward = new CopyForward(store, loop, calls);
        this.thread = Thread.currentThread();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        while (!stopped) {
            LockSupport.parkNanos(this, options.tuning().tickMillis() * 1_000_000);
            if (!stopped) {
                tick();
            }
        }
        copyForward.close();
        scrub.close();
        ending.run();
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    private void tick() {
        if (!store.status.isSound()) {
            return;
        }
        try {
            watchRoom();
            noteEnd();
            sweepNext();
            if (store.writtenBytes() - snapshotAtBytes >= options.tuning().snapshotBytes()) {
                snapshot();
            }
            deleteDead();
            copyLive();
            scrub.step(SCRUB_BYTES);
        } catch (IOException | IllegalStateException e) {
            LOG.error("looking after the log in {} failed; it is tried again", store.directory, e);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    /** Refuses appends before the disk is so full that nothing could be cleaned up. */
    void watchRoom() throws IOException {
        long usable = store.files.usableBytes(store.directory);
        if (usable < options.tuning().reserveBytes()) {
            store.status.worsen(
                    LogStatus.Kind.FULL,
                    "no room in " + store.directory + ": " + usable + " bytes left, "
                            + options.tuning().reserveBytes() + " are kept free");
        } else {
            store.status.relieve();
        }
    }

    /** Notes up to where the log is durable. */
    void noteEnd() throws IOException {
        long end = store.end();
        Note last = mark.last();
        if (last != null && last.end() == end && last.owedEpochs() == 0) {
            return;
        }
        mark.write(new Note(end, store.time.nowMillis(), options.clock().wallMillis(), 0));
    }

    private void sweepNext() throws InterruptedException {
        sweep(nextPartition);
        nextPartition = (nextPartition + 1) % Partitions.COUNT;
    }

    /** Forgets what need not be kept of a partition. */
    void sweep(int partition) throws InterruptedException {
        calls.ask(() -> {
            retention.sweep(partition);
            return true;
        });
    }

    /** Writes a snapshot unless nothing happened since the last. */
    void snapshot() throws IOException, InterruptedException {
        if (snapshots.peekFirst() != null && snapshots.getFirst() == store.end()) {
            return;
        }
        long writtenBytes = store.writtenBytes();
        try (SnapshotFile file = calls.ask(() -> beginSnapshot())) {
            for (PartitionFold partition : store.fold.partitions()) {
                file.add(calls.ask(() -> PartitionCodec.encode(partition, store.end())));
            }
            file.finish();
            snapshots.addFirst(file.replayFrom());
        } catch (IOException e) {
            // What there is of it may hold the room that is missing.
            store.files.delete(store.directory.resolve(SnapshotFile.TEMPORARY));
            throw e;
        }
        snapshotAtBytes = writtenBytes;
        while (snapshots.size() > KEPT_SNAPSHOTS) {
            store.files.delete(store.directory.resolve(SnapshotFile.fileName(snapshots.removeLast())));
        }
    }

    private SnapshotFile beginSnapshot() {
        Heading heading = new Heading(store.identity.store(), store.end(), store.groupNumber, store.time.nowMillis());
        try {
            return SnapshotFile.begin(store.files, store.directory, heading, store.fold.references);
        } catch (IOException e) {
            throw new IllegalStateException("a snapshot can't be begun: " + e.getMessage(), e);
        }
    }

    /** Deletes the segments in which nothing lives and that no kept snapshot needs for its replay. */
    void deleteDead() throws IOException, InterruptedException {
        int needed = firstNeeded();
        List<Segment> dead = calls.ask(() -> {
            List<Segment> found = store.segments.before(needed).stream()
                    .filter(each -> store.fold.references.live(each.number()) == 0)
                    .toList();
            for (Segment each : found) {
                store.segments.remove(each);
                store.fold.references.forget(each.number());
            }
            return found;
        });
        for (Segment each : dead) {
            store.files.delete(each.path());
        }
        if (!dead.isEmpty()) {
            store.files.forceFolder(store.directory);
        }
    }

    /** Copies forward for a tenth of what was appended; more when nobody appends. */
    private void copyLive() throws IOException, InterruptedException {
        long appended = calls.ask(loop::takeAppendedBytes);
        copyCredit = appended == 0 ? IDLE_COPY_BYTES : Math.min(copyCredit + appended / 10, IDLE_COPY_BYTES * 4);
        long read = 0;
        while (copyCredit > 0 && read < MAX_COPY_READ_BYTES) {
            long copied = copyForward.step(firstNeeded());
            if (copied < 0) {
                break;
            }
            copyCredit -= copied;
            read += CopyForward.STEP_BYTES;
        }
    }

    /** Copies forward all that is worth it. */
    void copyAll() throws IOException, InterruptedException {
        long copied = 0;
        while (copied >= 0) {
            copied = copyForward.step(firstNeeded());
        }
    }

    /** Reads all that was not read when the log was opened. */
    void scrubAll() throws IOException {
        boolean more = true;
        while (more) {
            more = scrub.step(SCRUB_BYTES);
        }
    }

    /** The first segment that some kept snapshot's replay reads; nothing is given up before there are two. */
    private int firstNeeded() {
        return snapshots.size() < KEPT_SNAPSHOTS ? 0 : Location.segment(snapshots.getLast());
    }
}
