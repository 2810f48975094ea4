package dev.tidings.log.embedded;

import dev.tidings.log.AppendResult;
import dev.tidings.log.AppendResult.VersionConflict;
import dev.tidings.log.BatchResult;
import dev.tidings.log.BatchResult.Decided;
import dev.tidings.log.embedded.BodyReader.Request;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Publication;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The answer to a batch, from its decision until it may be given. Owned by the state thread until the last body that it
 * needs is read.
 */
final class BatchAnswer implements Group.Waiter {

    private record Conflict(int index, long version, BodyPlace place) {}

    private final Promise<BatchResult> promise;
    private final Epoch partitionEpoch;
    private final Consumer<Request> reader;
    private final List<AppendResult> results;
    private final List<Conflict> conflicts = new ArrayList<>(0);

    /**
     * @param reader takes what must be read from disk
     */
    BatchAnswer(Promise<BatchResult> promise, Epoch partitionEpoch, int items, Consumer<Request> reader) {
        this.promise = promise;
        this.partitionEpoch = partitionEpoch;
        this.reader = reader;
        this.results = new ArrayList<>(items);
    }

    void add(AppendResult result) {
        results.add(result);
    }

    /** A conflict with a document whose body lies on disk. */
    void addConflict(long version, BodyPlace place) {
        conflicts.add(new Conflict(results.size(), version, place));
        results.add(new VersionConflict(version, null));
    }

    @Override
    public void durable() {
        if (conflicts.isEmpty()) {
            promise.complete(new Decided(partitionEpoch, List.copyOf(results)));
            return;
        }
        List<BodyPlace> places = conflicts.stream().map(Conflict::place).toList();
        reader.accept(Request.all(places, this::completeWith, this::failWhenApplied));
    }

    @Override
    public void failed(HubException reason) {
        promise.fail(reason);
    }

    private void failWhenApplied(HubException reason) {
        promise.fail(new HubException(ErrorCode.OUTCOME_UNKNOWN, reason.detail()));
    }

    private void completeWith(List<Publication> current) {
        for (int i = 0; i < conflicts.size(); i++) {
            Conflict conflict = conflicts.get(i);
            results.set(conflict.index(), new VersionConflict(conflict.version(), current.get(i)));
        }
        promise.complete(new Decided(partitionEpoch, List.copyOf(results)));
    }
}
