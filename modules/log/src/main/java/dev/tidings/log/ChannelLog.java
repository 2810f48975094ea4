package dev.tidings.log;

import dev.tidings.model.ChannelName;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The truth: what is in here has happened, what is not has not.
 *
 * <p>Obligations of every implementation, each shown by the contract tests:
 *
 * <ol>
 *   <li>A batch is one atomic step for its partition: each item is decided in order, against what the items before it
 *       did; an item is applied whole (all its entries, its document, its key) or not at all.
 *   <li>A result is given only when the item is as durable as the store is configured to make it. Reads, heads, index
 *       and repeated answers see nothing that is not.
 *   <li>Offsets of a channel are 1, 2, 3 … without holes within an epoch; sequences of a partition likewise.
 *   <li>A read is one atomic step: bounds and entries belong together.
 *   <li>A failed future says what became of the batch: {@link dev.tidings.model.ErrorCode#UNAVAILABLE} or {@link
 *       dev.tidings.model.ErrorCode#STORAGE_FULL} = nothing was applied, {@link
 *       dev.tidings.model.ErrorCode#OUTCOME_UNKNOWN} = it may have been.
 *   <li>An epoch changes whenever something that a reader may have seen could be missing; see {@link #adopt}.
 * </ol>
 *
 * <p>Thread-safe: every method may be called from any thread and returns at once. Futures carry no context: they
 * complete on a thread of the store, so that callers hop to their own loop.
 */
public interface ChannelLog {

    /**
     * Appends a batch to one partition. Batches of one caller to one partition are applied in the order of the calls.
     *
     * @param partition that of every channel in the batch
     * @param batch 1 to 10,000 items
     */
    Future<BatchResult> append(int partition, List<Append> batch);

    /** Reads publications of a channel with its bounds, atomically. A channel nobody wrote to reads as empty. */
    Future<ChannelRead> read(ReadRequest request);

    /** The state of every partition, in order; each one atomic. */
    Future<List<PartitionState>> partitionStates();

    /**
     * What happened in a partition after a sequence: which channel got which offset.
     *
     * @param afterSequence the last known sequence
     * @param maxEntries 1 or more
     */
    Future<IndexPage> index(int partition, long afterSequence, int maxEntries);

    /**
     * A chunk of the documents of a channel (for a channel of kind {@code latest}: the last publication of each key),
     * in any order. Pages may be of different moments: replay the log from the first page's head to heal that.
     *
     * @param cursor null for the first page, else what the page before gave
     * @param maxDocuments at the most; 1 or more
     */
    Future<ScanPage> scan(ChannelName channel, @Nullable String cursor, int maxDocuments);

    /** One document of a channel as it is now, with the channel's bounds of the same moment. */
    Future<DocumentRead> document(ChannelName channel, String id);

    /**
     * Decides, as one conditional step, how a partition goes on after its store changed (another incarnation): with its
     * epoch, when the caller vouches that nobody saw a sequence above the stored one, else with a new one.
     */
    Future<AdoptionResult> adopt(Adoption adoption);

    /** How the store is, as last seen; never blocks. */
    LogHealth health();

    /** Finishes what was accepted and gives the store back. Idempotent. */
    Future<Void> close();
}
