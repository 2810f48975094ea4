package dev.tidings.it.simulation;

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
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One node's connection to the store: requests and answers take their time, and an answer may never come. Owned by the
 * scheduler's thread.
 */
final class SimulatedLog implements ChannelLog {

    private static final long LOST_AFTER_MICROS = 4_000_000;

    private final Scheduler scheduler;
    private final SimulatedStore store;
    private final long delayMicros;
    private double replyLoss;
    private boolean noticed = true;
    private boolean holding;
    private long reads;
    private final List<Runnable> held = new ArrayList<>();

    SimulatedLog(Scheduler scheduler, SimulatedStore store, Faults faults, boolean healed) {
        this.scheduler = scheduler;
        this.store = store;
        this.delayMicros = faults.logMicros();
        this.replyLoss = healed ? 0 : faults.replyLoss();
    }

    /** Whether this node knows which store is the primary. */
    void setNoticed(boolean value) {
        noticed = value;
    }

    /** Requests reach the store from now on, and their answers wait on the way. */
    void holdAnswers() {
        holding = true;
    }

    /** What waits on the way arrives. */
    void releaseAnswers() {
        holding = false;
        List.copyOf(held).forEach(Runnable::run);
        held.clear();
    }

    /** How many answers wait on the way. */
    int heldAnswers() {
        return held.size();
    }

    /** How often publications or documents were asked for. */
    long reads() {
        return reads;
    }

    /** Every answer comes from now on. */
    void heal() {
        replyLoss = 0;
        noticed = true;
    }

    @Override
    public Future<BatchResult> append(int partition, List<Append> batch) {
        return call(log -> log.append(partition, batch), ErrorCode.OUTCOME_UNKNOWN);
    }

    @Override
    public Future<ChannelRead> read(ReadRequest request) {
        reads++;
        return call(log -> log.read(request), ErrorCode.UNAVAILABLE);
    }

    @Override
    public Future<List<PartitionState>> partitionStates() {
        return call(ChannelLog::partitionStates, ErrorCode.UNAVAILABLE);
    }

    @Override
    public Future<IndexPage> index(int partition, long afterSequence, int maxEntries) {
        return call(log -> log.index(partition, afterSequence, maxEntries), ErrorCode.UNAVAILABLE);
    }

    @Override
    public Future<ScanPage> scan(ChannelName channel, @Nullable String cursor, int maxDocuments) {
        reads++;
        return call(log -> log.scan(channel, cursor, Math.min(maxDocuments, 2)), ErrorCode.UNAVAILABLE);
    }

    @Override
    public Future<DocumentRead> document(ChannelName channel, String id) {
        reads++;
        return call(log -> log.document(channel, id), ErrorCode.UNAVAILABLE);
    }

    @Override
    public Future<AdoptionResult> adopt(Adoption adoption) {
        return call(log -> log.adopt(adoption), ErrorCode.OUTCOME_UNKNOWN);
    }

    @Override
    public LogHealth health() {
        return store.seenBy(noticed).health();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private <T> Future<T> call(Function<ChannelLog, Future<T>> request, ErrorCode whenLost) {
        Promise<T> answer = Promise.promise();
        scheduler.within(delayMicros, () -> {
            Future<T> result = request.apply(store.seenBy(noticed));
            if (holding) {
                held.add(() -> result.onComplete(answer));
            } else if (scheduler.chance(replyLoss)) {
                scheduler.after(
                        LOST_AFTER_MICROS, () -> answer.tryFail(new HubException(whenLost, "the answer was lost")));
            } else {
                // Some answers are far slower than others, so that whatever can overtake them does.
                long most = scheduler.chance(0.15) ? delayMicros * 10 : delayMicros;
                scheduler.within(most, () -> result.onComplete(answer));
            }
        });
        return answer.future();
    }
}
