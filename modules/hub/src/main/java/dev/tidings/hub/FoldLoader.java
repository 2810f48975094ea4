package dev.tidings.hub;

import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.ReadRequest;
import dev.tidings.log.ScanPage;
import dev.tidings.log.StoredDocument;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads the fold of a collection: a scan in chunks, whose pages may be of different moments, then a replay from the first
 * page's head, which heals that because records are absolute states. Owned by the hub's loop; without state of its own.
 *
 * <p>Begins anew when the log was trimmed below it meanwhile or its epoch changed; the third time it reads the documents in
 * one atomic step.
 */
final class FoldLoader {

    private static final int PAGE_DOCUMENTS = 1_000;
    private static final int REPLAY_FRAMES = 1_000;
    private static final int REPLAY_BYTES = 1024 * 1024;
    private static final int ATTEMPTS_IN_CHUNKS = 2;
    private static final int MAX_ATTEMPTS = 4;

    private final ChannelLog log;
    private final LogCalls calls;
    private final long logMillis;

    FoldLoader(ChannelLog log, LogCalls calls, long logMillis) {
        this.log = log;
        this.calls = calls;
        this.logMillis = logMillis;
    }

    /** The fold at the log's head of some moment after the call. */
    Future<Fold> load(ChannelName collection) {
        return attempt(collection, 1);
    }

    /** Replays what the log has after the fold's offset; fails with {@code unavailable} when it can't be continued. */
    Future<Fold> replay(ChannelName collection, Fold fold) {
        ReadRequest request = new ReadRequest(collection, fold.offset(), REPLAY_FRAMES, REPLAY_BYTES);
        return calls.within(logMillis, log.read(request)).compose(read -> {
            if (!continues(fold, read)) {
                return Future.failedFuture(new Interrupted());
            }
            read.entries().forEach(fold::apply);
            return fold.offset() < read.head() ? replay(collection, fold) : Future.succeededFuture(fold);
        });
    }

    /** Whether what a read says can follow the fold. */
    private static boolean continues(Fold fold, ChannelRead read) {
        return read.epoch().equals(fold.epoch()) && read.head() >= fold.offset() && !read.isTrimmedAfter(fold.offset());
    }

    private Future<Fold> attempt(ChannelName collection, int attempt) {
        if (attempt > MAX_ATTEMPTS) {
            return Future.failedFuture(
                    new HubException(ErrorCode.UNAVAILABLE, "the collection changes faster than it can be loaded"));
        }
        int pageSize = attempt <= ATTEMPTS_IN_CHUNKS ? PAGE_DOCUMENTS : Integer.MAX_VALUE;
        return scan(collection, null, null, new ArrayList<>(), pageSize)
                .compose(fold -> replay(collection, fold))
                .recover(cause ->
                        cause instanceof Interrupted ? attempt(collection, attempt + 1) : Future.failedFuture(cause));
    }

    private Future<Fold> scan(
            ChannelName collection,
            @Nullable ScanPage first,
            @Nullable String cursor,
            List<StoredDocument> documents,
            int pageSize) {
        return calls.within(logMillis, log.scan(collection, cursor, pageSize)).compose(page -> {
            ScanPage start = first == null ? page : first;
            if (!page.epoch().equals(start.epoch())) {
                return Future.failedFuture(new Interrupted());
            }
            documents.addAll(page.documents());
            return page.next() == null
                    ? Future.succeededFuture(new Fold(start.epoch(), documents, start.head()))
                    : scan(collection, start, page.next(), documents, pageSize);
        });
    }

    /** The log was trimmed or changed its epoch meanwhile. */
    static final class Interrupted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Interrupted() {
            super("the log changed while a collection was loaded", null, false, false);
        }
    }
}
