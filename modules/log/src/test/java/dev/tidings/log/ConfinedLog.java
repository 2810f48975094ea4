package dev.tidings.log;

import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * A log that belongs to one thread, usable from all: every call hops to a thread of its own, where its future completes.
 * Thread-safe because only that thread touches the log.
 */
public final class ConfinedLog implements ChannelLog {

    private final ChannelLog log;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "confined-log");
        made.setDaemon(true);
        return made;
    });

    /** Takes over a log: nobody else may call it from now on. */
    public ConfinedLog(ChannelLog log) {
        this.log = log;
    }

    @Override
    public Future<BatchResult> append(int partition, List<Append> batch) {
        return ask(confined -> confined.append(partition, batch));
    }

    @Override
    public Future<ChannelRead> read(ReadRequest request) {
        return ask(confined -> confined.read(request));
    }

    @Override
    public Future<List<PartitionState>> partitionStates() {
        return ask(ChannelLog::partitionStates);
    }

    @Override
    public Future<IndexPage> index(int partition, long afterSequence, int maxEntries) {
        return ask(confined -> confined.index(partition, afterSequence, maxEntries));
    }

    @Override
    public Future<ScanPage> scan(ChannelName channel, String cursor, int maxDocuments) {
        return ask(confined -> confined.scan(channel, cursor, maxDocuments));
    }

    @Override
    public Future<DocumentRead> document(ChannelName channel, String id) {
        return ask(confined -> confined.document(channel, id));
    }

    @Override
    public Future<AdoptionResult> adopt(Adoption adoption) {
        return ask(confined -> confined.adopt(adoption));
    }

    @Override
    public LogHealth health() {
        return thread.isShutdown() ? new LogHealth(false, false, "the log is closed") : LogHealth.OK;
    }

    @Override
    public Future<Void> close() {
        if (thread.isShutdown()) {
            return Future.succeededFuture();
        }
        Future<Void> closed = ask(ChannelLog::close);
        thread.shutdown();
        return closed;
    }

    private <T> Future<T> ask(Function<ChannelLog, Future<T>> question) {
        Promise<T> answer = Promise.promise();
        try {
            thread.execute(() -> {
                try {
                    question.apply(log).onComplete(answer);
                } catch (RuntimeException e) {
                    answer.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.fail(new HubException(ErrorCode.UNAVAILABLE, "the log is closed"));
        }
        return answer.future();
    }
}
