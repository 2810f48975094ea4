package dev.tidings.log.embedded;

import dev.tidings.log.Adoption;
import dev.tidings.log.AdoptionResult;
import dev.tidings.log.Append;
import dev.tidings.log.BatchResult;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.DocumentRead;
import dev.tidings.log.IndexPage;
import dev.tidings.log.LogHealth;
import dev.tidings.log.PartitionState;
import dev.tidings.log.ReadRequest;
import dev.tidings.log.ScanPage;
import dev.tidings.log.embedded.Inbox.AppendCall;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log on the files of one directory, for one node. Thread-safe because every call is a message to the log's state
 * thread. See {@code docs/embedded-log.md} for the files and for what opening them means.
 *
 * <p>A result is given when it was flushed to the disk. At most {@link EmbeddedLogOptions.Tuning#queueItems} appends
 * wait; one more fails at once with {@link ErrorCode#UNAVAILABLE}. An error of a write or a flush ends all appends until
 * the log is opened again.
 */
public final class EmbeddedLog implements ChannelLog {

    private static final int MAX_BATCH = 10_000;

    private final OpenLog open;

    private EmbeddedLog(OpenLog open) {
        this.open = open;
    }

    /**
     * Opens or creates a directory. Blocks until everything in it is read and safe: some milliseconds after a clean
     * close, about a second for each 500 MB since the last snapshot otherwise.
     *
     * @throws IOException when it is in use, of another format, or can't be read at all; the message names the file. A
     *     log that is damaged in part opens read-only: see {@link #health}
     */
    public static EmbeddedLog open(EmbeddedLogOptions options) throws IOException {
        return open(options, new DiskFiles());
    }

    static EmbeddedLog open(EmbeddedLogOptions options, FileLayer files) throws IOException {
        return new EmbeddedLog(OpenLog.open(options, files));
    }

    @Override
    public Future<BatchResult> append(int partition, List<Append> batch) {
        requireBatch(partition, batch);
        HubException refusal = open.refusal();
        if (refusal != null) {
            return Future.failedFuture(refusal);
        }
        Promise<BatchResult> promise = Promise.promise();
        AppendCall call = AppendCall.of(partition, List.copyOf(batch), promise);
        if (call.bytes() > open.inbox().maxBytes()) {
            return Future.failedFuture(new HubException(
                    ErrorCode.TOO_LARGE,
                    "a batch of about " + call.bytes() + " bytes; the limit is "
                            + open.inbox().maxBytes()));
        }
        if (!open.inbox().offer(call)) {
            return Future.failedFuture(new HubException(ErrorCode.UNAVAILABLE, "too many appends wait for the disk"));
        }
        open.failIfEnded(promise);
        return promise.future();
    }

    @Override
    public Future<ChannelRead> read(ReadRequest request) {
        return ask(promise -> open.reads().read(request, promise));
    }

    @Override
    public Future<List<PartitionState>> partitionStates() {
        return ask(promise -> open.reads().states(promise));
    }

    @Override
    public Future<IndexPage> index(int partition, long afterSequence, int maxEntries) {
        Objects.checkIndex(partition, Partitions.COUNT);
        return ask(promise -> open.reads().index(partition, afterSequence, maxEntries, promise));
    }

    @Override
    public Future<ScanPage> scan(ChannelName channel, @Nullable String cursor, int maxDocuments) {
        return ask(promise -> open.reads().scan(channel, cursor, maxDocuments, promise));
    }

    @Override
    public Future<DocumentRead> document(ChannelName channel, String id) {
        return ask(promise -> open.reads().document(channel, id, promise));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A directory has its new epochs, where it needs them, before it is open; so there is never an adoption due here,
     * but one is carried out all the same.
     */
    @Override
    public Future<AdoptionResult> adopt(Adoption adoption) {
        Objects.checkIndex(adoption.partition(), Partitions.COUNT);
        return ask(promise -> open.adopt(adoption, promise));
    }

    @Override
    public LogHealth health() {
        return open.health();
    }

    @Override
    public Future<Void> close() {
        return open.close();
    }

    /** The thread that looks after the files, for tests that take its steps themselves. */
    Caretaker caretaker() {
        return open.caretaker();
    }

    private <T> Future<T> ask(Consumer<Promise<T>> question) {
        if (open.isClosing()) {
            return Future.failedFuture(OpenLog.closed());
        }
        Promise<T> promise = Promise.promise();
        boolean taken = open.inbox().offer((Runnable) () -> {
            try {
                question.accept(promise);
            } catch (HubException e) {
                promise.tryFail(e);
            } catch (RuntimeException e) {
                promise.tryFail(e);
                throw e;
            }
        });
        if (!taken) {
            return Future.failedFuture(new HubException(ErrorCode.UNAVAILABLE, "too many reads wait for the log"));
        }
        open.failIfEnded(promise);
        return promise.future();
    }

    private static void requireBatch(int partition, List<Append> batch) {
        Objects.checkIndex(partition, Partitions.COUNT);
        if (batch.isEmpty() || batch.size() > MAX_BATCH) {
            throw new IllegalArgumentException("a batch of " + batch.size() + " items");
        }
        for (Append item : batch) {
            if (Partitions.of(item.channel()) != partition) {
                throw new IllegalArgumentException(item.channel() + " is not of partition " + partition);
            }
        }
    }
}
