package dev.tidings.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Partitions;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Drives a log from a test: asks and waits for the answer, 20 s at the most. Thread-safe as its log is. */
public record LogDriver(ChannelLog log) {

    private static final int ALL = 100_000;

    /** The answer; a failed future throws its cause in an {@link ExecutionException}. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the log failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** How a future failed. */
    public static Throwable failureOf(Future<?> future) {
        try {
            Object answer = future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
            throw new AssertionError("did not fail: " + answer);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** Sends items of one partition as one batch. */
    public Future<BatchResult> send(Append... items) {
        return log.append(Partitions.of(items[0].channel()), List.of(items));
    }

    /** Appends items of one partition as one batch. */
    public List<AppendResult> append(Append... items) {
        BatchResult result = await(send(items));
        assertThat(result).isInstanceOf(BatchResult.Decided.class);
        List<AppendResult> results = ((BatchResult.Decided) result).results();
        assertThat(results).hasSameSizeAs(items);
        return results;
    }

    /** Appends one item, whatever becomes of it. */
    public AppendResult one(Append item) {
        return append(item).get(0);
    }

    /** Appends one item that must go in. */
    public AppendResult.Appended appended(Append item) {
        AppendResult result = one(item);
        assertThat(result).isInstanceOf(AppendResult.Appended.class);
        return (AppendResult.Appended) result;
    }

    /** What follows an offset. */
    public ChannelRead read(ChannelName channel, long after) {
        return await(log.read(new ReadRequest(channel, after, ALL, Integer.MAX_VALUE)));
    }

    /** All that is retained. */
    public ChannelRead read(ChannelName channel) {
        return read(channel, 0);
    }

    /** The offsets that are retained. */
    public List<Long> offsets(ChannelName channel) {
        return read(channel).entries().stream().map(Publication::offset).toList();
    }

    /** The partition of a channel. */
    public PartitionState state(ChannelName channel) {
        return await(log.partitionStates()).get(Partitions.of(channel));
    }

    /** What the partition of a channel knows after a sequence. */
    public IndexPage index(ChannelName channel, long afterSequence) {
        return await(log.index(Partitions.of(channel), afterSequence, ALL));
    }

    /** One document. */
    public DocumentRead document(ChannelName channel, String id) {
        return await(log.document(channel, id));
    }

    /** All documents, in pages of this size. */
    public List<StoredDocument> scan(ChannelName channel, int pageSize) {
        List<StoredDocument> all = new ArrayList<>();
        String cursor = null;
        do {
            ScanPage page = await(log.scan(channel, cursor, pageSize));
            assertThat(page.documents()).hasSizeLessThanOrEqualTo(pageSize);
            all.addAll(page.documents());
            cursor = page.next();
        } while (cursor != null);
        return all;
    }
}
