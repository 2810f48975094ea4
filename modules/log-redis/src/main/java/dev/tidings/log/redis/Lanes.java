package dev.tidings.log.redis;

import dev.tidings.log.Append;
import dev.tidings.log.BatchResult;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.stream.IntStream;

/** The appends of all partitions, with one bound. Owned by the log's loop. */
final class Lanes {

    private final Shared shared;
    private final List<Lane> lanes;
    private int pendingItems;
    private long pendingBytes;

    Lanes(Shared shared, Reads reads) {
        this.shared = shared;
        this.lanes = IntStream.range(0, Partitions.COUNT)
                .mapToObj(partition -> new Lane(partition, shared, reads))
                .toList();
    }

    Future<BatchResult> append(int partition, List<Append> batch) {
        Promise<BatchResult> promise = Promise.promise();
        AppendCall call = AppendCall.of(batch, shared.nowMillis(), promise);
        RedisLogOptions.Bounds bounds = shared.options().bounds();
        boolean fits = pendingItems + batch.size() <= bounds.pendingItems()
                && pendingBytes + call.bytes() <= bounds.pendingBytes();
        if (!fits) {
            return Future.failedFuture(Reads.unavailable("too many appends wait for the log"));
        }
        if (lanes.get(partition).isAway()) {
            return Future.failedFuture(Reads.unavailable("the log is not available"));
        }
        pendingItems += batch.size();
        pendingBytes += call.bytes();
        Future<BatchResult> answer = promise.future().onComplete(done -> {
            pendingItems -= batch.size();
            pendingBytes -= call.bytes();
        });
        lanes.get(partition).add(call);
        return answer;
    }

    boolean isIdle() {
        return lanes.stream().allMatch(Lane::isIdle);
    }

    void proceed() {
        lanes.forEach(Lane::proceed);
    }

    void tick() {
        lanes.forEach(Lane::tick);
    }

    void abandon() {
        lanes.forEach(Lane::abandon);
    }
}
