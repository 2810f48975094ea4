package dev.tidings.verify;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a run writes. Immutable.
 *
 * @param run what tells it from other runs: in channels, ids, data and idempotency keys
 * @param collection the hub's own; others may write to it too
 */
record Names(String run, String collection) {

    private static final int CHANNELS = 16;

    List<String> channels() {
        return IntStream.range(0, CHANNELS)
                .mapToObj(i -> "verify:" + run + "-" + i)
                .toList();
    }

    /** The id of a producer's document. */
    String document(int producer, int number) {
        return "t-" + run + "-" + producer + "-" + number;
    }

    /** The write that a publication's data, or a document, came from. */
    WriteId writeOf(JsonObject data) {
        Integer producer = data.getInteger("p");
        Long number = data.getLong("n");
        boolean isOurs = producer != null && number != null && run.equals(data.getValue("r"));
        return isOurs ? new WriteId(producer, number) : WriteId.foreign(data.encode());
    }

    /** The data of a write, stamped with when it was first sent. */
    JsonObject dataOf(WriteId write, long nanos) {
        return new JsonObject()
                .put("r", run)
                .put("p", write.producer())
                .put("n", write.number())
                .put("t", nanos);
    }

    /** When a write of this run was first sent. */
    static long sentNanos(JsonObject data) {
        return data.getLong("t");
    }

    /** What makes a repetition of a write one. */
    String key(WriteId write) {
        return "verify-" + run + "-" + write;
    }
}
