package dev.tidings.log.redis;

import dev.tidings.log.Append;
import dev.tidings.log.BatchResult;
import dev.tidings.log.Entry;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of the log's append that waits for its answer. Immutable but for its promise.
 *
 * @param batch the items
 * @param forms the binary form of every entry, in order, item after item
 * @param bytes about how many bytes it takes
 * @param sinceMillis when it came, by the log's monotone clock
 * @param promise its answer
 */
record AppendCall(List<Append> batch, List<byte[]> forms, long bytes, long sinceMillis, Promise<BatchResult> promise) {

    private static final int ITEM_BYTES = 128;

    /** @throws IllegalArgumentException when an entry has no binary form */
    static AppendCall of(List<Append> batch, long sinceMillis, Promise<BatchResult> promise) {
        List<byte[]> forms = new ArrayList<>(batch.size());
        long bytes = 0;
        for (Append item : batch) {
            bytes += ITEM_BYTES;
            for (Entry entry : item.entries()) {
                byte[] form = PublicationForm.encode(entry);
                forms.add(form);
                bytes += form.length;
            }
        }
        return new AppendCall(batch, forms, bytes, sinceMillis, promise);
    }
}
