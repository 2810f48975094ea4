package dev.tidings.log.embedded;

import dev.tidings.log.Adoption;
import dev.tidings.log.AdoptionResult;
import dev.tidings.log.LogHealth;
import dev.tidings.log.embedded.DurableMark.Note;
import dev.tidings.log.embedded.LogRecord.EpochBegun;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the parts of an open log together, and takes them apart. Thread-safe because it only passes messages on; its
 * parts belong to the log's threads.
 */
final class OpenLog {

    private static final Logger LOG = LoggerFactory.getLogger(OpenLog.class);
    private static final long CLOSE_LIMIT_SECONDS = 60;

    private final EmbeddedLogOptions options;
    private final Store store;
    private final DirectoryLock lock;
    private final DurableMark mark;
    private final Inbox inbox;
    private final StateLoop loop;
    private final StateCalls calls;
    private final Reads reads;
    private final Caretaker caretaker;
    private final Thread stateThread;
    private final Thread writerThread;
    private final Promise<Void> closed = Promise.promise();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean ended;

    private OpenLog(EmbeddedLogOptions options, Store store, Recovered found, DirectoryLock lock, DurableMark mark)
            throws IOException {
        this.options = options;
        this.store = store;
        this.lock = lock;
        this.mark = mark;
        this.inbox = new Inbox(options.tuning().queueItems(), options.tuning().queueBytes());
        this.loop = new StateLoop(
                store,
                inbox,
                new Decider(options.settings(), options.limits()),
                outcome -> new GroupWriter(
                        store.files,
                        options.directory(),
                        store.identity.store(),
                        options.tuning().segmentBytes(),
                        found.active(),
                        found.end(),
                        outcome));
        this.calls = new StateCalls(inbox);
        this.reads = new Reads(store);
        this.caretaker =
                new Caretaker(store, loop, calls, mark, scrubOf(found), found.snapshots(), options, this::finish);
        this.stateThread = thread("state", loop);
        this.writerThread = thread("writer", loop.writer());
    }

    static OpenLog open(EmbeddedLogOptions options, FileLayer files) throws IOException {
        Files.createDirectories(options.directory());
        DirectoryLock lock = DirectoryLock.take(options.directory());
        try {
            return open(options, files, lock);
        } catch (DamagedException e) {
            lock.close();
            throw new IOException(options.directory() + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static OpenLog open(EmbeddedLogOptions options, FileLayer files, DirectoryLock lock) throws IOException {
        Identity known = Identity.read(files, options.directory());
        if (known == null && hasSegments(options, files)) {
            throw new IOException(options.directory().resolve(Identity.FILE_NAME)
                    + " is missing, byte 0: the directory has segments of a log, but not whose");
        }
        boolean isCopied = known != null && (options.isRestored() || known.isCopied(files, options.directory()));
        Identity identity = known == null ? Identity.draw(options.epochs()).write(files, options.directory()) : known;
        if (isCopied) {
            identity = identity.reincarnated(options.epochs());
        }
        DurableMark mark = DurableMark.open(files, options.directory());
        Recovered found = new Recovery(files, options.directory(), identity, mark, options.limits()).run();
        Store store = new Store(options, files, identity, found, time(options, found, mark.last()));
        OpenLog log = new OpenLog(options, store, found, lock, mark);
        if (found.damages().isEmpty()) {
            log.beginEpochs(isCopied || found.isNew() ? GroupHeader.ALL : found.owedEpochs());
            if (isCopied) {
                LOG.warn("{} is a copy: every partition began a new epoch", options.directory());
                identity.write(files, options.directory());
            }
            log.caretaker.noteEnd();
            store.status.remark(found.remark());
        } else {
            store.status.worsen(LogStatus.Kind.DAMAGED, found.damages().get(0).describe());
        }
        log.start();
        return log;
    }

    private static boolean hasSegments(EmbeddedLogOptions options, FileLayer files) throws IOException {
        return files.names(options.directory()).stream().anyMatch(name -> name.startsWith(Segment.PREFIX));
    }

    private static LogTime time(EmbeddedLogOptions options, Recovered found, @Nullable Note note) {
        if (note == null && found.timeMillis() == 0) {
            return LogTime.begin(options.clock());
        }
        long lastMillis = note == null ? found.timeMillis() : note.timeMillis();
        long lastWallMillis = note == null ? options.clock().wallMillis() : note.wallMillis();
        return LogTime.goOn(options.clock(), lastMillis, lastWallMillis, found.timeMillis());
    }

    private Scrub scrubOf(Recovered found) throws IOException {
        int replayed = found.snapshots().isEmpty()
                ? 0
                : Location.segment(found.snapshots().get(0)) + 1;
        return new Scrub(store.status, store.identity.store(), store.segments, replayed);
    }

    /** Makes new epochs durable before anybody can ask; on the thread that opens the log. */
    private void beginEpochs(long partitions) throws IOException {
        if (partitions == 0) {
            return;
        }
        Group group = new Group();
        for (int number = 0; number < Partitions.COUNT; number++) {
            if ((partitions >>> number & 1) != 0) {
                group.add(new EpochBegun(number, options.epochs().get()));
            }
        }
        store.apply(group, loop.writer().write(group, store.groupNumber + 1, store.time.nowMillis()));
    }

    private void start() {
        stateThread.start();
        writerThread.start();
        thread("caretaker", caretaker).start();
    }

    Inbox inbox() {
        return inbox;
    }

    Reads reads() {
        return reads;
    }

    Caretaker caretaker() {
        return caretaker;
    }

    LogHealth health() {
        return isClosing() ? new LogHealth(false, false, "the log is closed") : store.status.health();
    }

    boolean isClosing() {
        return closing.get();
    }

    static HubException closed() {
        return new HubException(ErrorCode.UNAVAILABLE, "the log is closed");
    }

    @Nullable
    HubException refusal() {
        return isClosing() ? closed() : store.status.refusal();
    }

    /** A call that came when the threads were at their end is never answered by them. */
    void failIfEnded(Promise<?> promise) {
        if (ended) {
            promise.tryFail(closed());
        }
    }

    /** On the state thread. */
    void adopt(Adoption adoption, Promise<AdoptionResult> promise) {
        loop.runExclusively(group -> {
            PartitionFold partition = store.fold.partition(adoption.partition());
            HubException refusal = store.status.refusal();
            if (refusal != null) {
                promise.fail(refusal);
                return;
            }
            boolean asExpected = partition.epoch().equals(adoption.expectedEpoch())
                    && store.identity.incarnation().equals(adoption.expectedIncarnation())
                    && store.identity.incarnation().equals(adoption.store());
            boolean isWhole = adoption.vouched() && partition.sequence() == adoption.vouchedSequence();
            if (!asExpected || isWhole) {
                promise.complete(new AdoptionResult(asExpected, reads.state(partition)));
                return;
            }
            group.add(new EpochBegun(adoption.partition(), options.epochs().get()));
            group.waiters.add(new Group.Waiter() {
                @Override
                public void durable() {
                    promise.complete(new AdoptionResult(true, reads.state(partition)));
                }

                @Override
                public void failed(HubException reason) {
                    promise.fail(reason);
                }
            });
        });
    }

    Future<Void> close() {
        if (closing.compareAndSet(false, true)) {
            caretaker.stop();
        }
        return closed.future();
    }

    /** The caretaker's last work. */
    private void finish() {
        try {
            loop.stop();
            stateThread.join(TimeUnit.SECONDS.toMillis(CLOSE_LIMIT_SECONDS));
            if (stateThread.isAlive()) {
                throw new IOException("the disk did not answer in " + CLOSE_LIMIT_SECONDS + " s");
            }
            loop.writer().stop();
            writerThread.join();
            calls.takeOver();
            ended = true;
            answerTheLate();
            store.bodies.close();
            try {
                noteTheEnd();
            } finally {
                giveBack();
            }
            closed.complete();
        } catch (IOException | InterruptedException | RuntimeException e) {
            LOG.error("the log in {} was not closed cleanly", options.directory(), e);
            closed.fail(new HubException(ErrorCode.INTERNAL, "the log was not closed cleanly: " + e.getMessage()));
        }
    }

    /** Says what is durable, and leaves a snapshot so that the next opening has little to read. */
    private void noteTheEnd() throws IOException, InterruptedException {
        if (!store.status.isSound()) {
            return;
        }
        caretaker.noteEnd();
        try {
            caretaker.snapshot();
        } catch (IOException | IllegalStateException e) {
            LOG.warn("the log in {} is closed without a snapshot: {}", options.directory(), e.getMessage());
        }
    }

    private void giveBack() throws IOException {
        store.status.worsen(LogStatus.Kind.CLOSED, "the log is closed");
        mark.close();
        store.segments.closeAll();
        lock.close();
    }

    private void answerTheLate() {
        for (Inbox.AppendCall call = inbox.nextAppend(); call != null; call = inbox.nextAppend()) {
            call.promise().tryFail(closed());
        }
        for (Runnable call = inbox.nextCall(); call != null; call = inbox.nextCall()) {
            call.run();
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, "tidings-log-" + name);
        thread.setDaemon(true);
        return thread;
    }
}
