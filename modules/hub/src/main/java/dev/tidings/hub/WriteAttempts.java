package dev.tidings.hub;

import dev.tidings.hub.DocumentChange.Outcome;
import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.DocumentWrite;
import dev.tidings.log.Entry;
import dev.tidings.log.Idempotency;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One write of a document, from a guess at what the document is to the log's word. Owned by the hub's loop.
 *
 * <p>What is computed from this node's memory is only a guess: a change is appended on the condition that the document has
 * the version it was computed from; "nothing changes" likewise, without entries; a refusal asks the log under a condition
 * that never holds. Each of them looks at the idempotency key first. Where the guess was wrong, the log answers with the
 * document as it is and the write is computed anew from that; a refusal computed from the log's word is final.
 */
final class WriteAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(WriteAttempts.class);
    private static final int CONFLICTS_WITHOUT_PAUSE = 1;
    private static final int MAX_DOUBLINGS = 6;
    private static final long RETRY_AFTER_MILLIS = 1_000;

    /** What all writes of a node share. */
    record Node(Appender appender, DocumentSource source, Loop loop, RandomGenerator random) {}

    private final Node node;
    private final CollectionSettings settings;
    private final WriteCommand command;
    private final String id;
    private final Growth growth;
    private final long deadlineMillis;
    private final Promise<Written> answer = Promise.promise();
    private boolean loaded;
    private boolean sizeConfirmed;
    private boolean sent;
    private int conflicts;
    private @Nullable DocumentState after;

    /**
     * A write that has not begun.
     *
     * @param deadlineMillis until when, on the loop's monotonic clock, another attempt may begin
     */
    WriteAttempts(
            Node node,
            CollectionSettings settings,
            WriteCommand command,
            String id,
            Growth growth,
            long deadlineMillis) {
        this.node = node;
        this.settings = settings;
        this.command = command;
        this.id = id;
        this.growth = growth;
        this.deadlineMillis = deadlineMillis;
    }

    /**
     * Begins; once.
     *
     * @param known what the document is after the write before; null when there was none, or it said nothing
     */
    void begin(@Nullable DocumentState known) {
        step(() -> attempt(known == null ? remembered() : known));
    }

    /** The answer; always given. */
    Future<Written> answer() {
        return answer.future();
    }

    /** What the document is after this write, as a guess for the next; null when nothing is known. */
    @Nullable
    DocumentState after() {
        return after;
    }

    /** Ends it before it began: nothing was applied. */
    void giveUp(String reason) {
        fail(unavailable(reason));
    }

    private DocumentState remembered() {
        return DocumentState.remembered(node.source().document(settings.name(), id));
    }

    private void attempt(DocumentState state) {
        DocumentSource.Size size = node.source().size(settings.name());
        if (size == null) {
            awaitLoaded();
            return;
        }
        Outcome outcome;
        try {
            outcome = new DocumentChange(
                            settings,
                            command,
                            id,
                            state,
                            growth.addedTo(size),
                            node.loop().wallMillis())
                    .decide();
        } catch (HubException refusal) {
            refused(state, refusal);
            return;
        }
        if (outcome instanceof Outcome.Changed changed) {
            change(changed);
        } else if (outcome instanceof Outcome.Unchanged unchanged) {
            confirmUnchanged(state, unchanged);
        }
    }

    private void awaitLoaded() {
        if (loaded) {
            throw unavailable(settings.name() + " is not loaded yet");
        }
        loaded = true;
        node.source()
                .confirm(settings.name())
                .onComplete(result -> step(() -> {
                    if (result.failed()) {
                        failed(result.cause());
                    } else {
                        attempt(remembered());
                    }
                }));
    }

    private void change(Outcome.Changed changed) {
        growth.reserve(changed.growth());
        sent = true;
        send(changed.entries(), changed.write(), changed.status())
                .onComplete(result -> step(() -> {
                    if (result.succeeded() && result.result() instanceof Appended appended) {
                        applied(changed, appended);
                    } else {
                        growth.release(changed.growth());
                        decided(result);
                    }
                }));
    }

    private void applied(Outcome.Changed changed, Appended appended) {
        long offset =
                appended.publications().get(appended.publications().size() - 1).offset();
        Position position = new Position(appended.epoch(), offset);
        long version = changed.write().version();
        growth.settle(changed.growth(), position);
        after = new DocumentState(version, changed.document(), false);
        answer.tryComplete(new Written(changed.status(), position, id, version, changed.document()));
    }

    private void confirmUnchanged(DocumentState state, Outcome.Unchanged unchanged) {
        long version = unchanged.version();
        send(List.of(), new DocumentWrite(id, version, true, version), 200)
                .onComplete(result -> step(() -> {
                    if (result.succeeded() && result.result() instanceof Appended appended) {
                        after = new DocumentState(version, state.document(), false);
                        Position head = new Position(appended.epoch(), appended.head());
                        answer.tryComplete(new Written(200, head, id, version, unchanged.document()));
                    } else {
                        decided(result);
                    }
                }));
    }

    private void refused(DocumentState state, HubException refusal) {
        if (refusal.code() == ErrorCode.COLLECTION_FULL && !sizeConfirmed) {
            sizeConfirmed = true;
            node.source().confirm(settings.name()).onComplete(result -> step(() -> attempt(state)));
        } else if (state.confirmed()) {
            after = new DocumentState(state.version(), state.document(), false);
            fail(refusal);
        } else {
            send(List.of(), new DocumentWrite(id, DocumentWrite.PROBE, false, 0), 200)
                    .onComplete(result -> step(() -> decided(result)));
        }
    }

    /** What the log said, other than that it is done. */
    private void decided(AsyncResult<AppendResult> result) {
        if (result.failed()) {
            failed(result.cause());
            return;
        }
        AppendResult said = result.result();
        if (said instanceof AppendResult.VersionConflict conflict) {
            again(DocumentState.of(conflict));
        } else if (said instanceof AppendResult.Repeated repeated) {
            new FirstAnswer(node.source())
                    .of(settings.name(), id, repeated.answer())
                    .onComplete(answer);
        } else if (said instanceof AppendResult.KeyReused) {
            fail(new HubException(ErrorCode.KEY_REUSED, "the key was used with another request"));
        } else if (said instanceof AppendResult.Refused refusal) {
            fail(refusal.reason());
        } else if (said instanceof AppendResult.StaleFence) {
            fail(new HubException(ErrorCode.STALE_OWNER, "a newer owner has written"));
        } else {
            throw new IllegalStateException("the log answered a document's write with " + said);
        }
    }

    /** The guess was wrong: again from what the log said, at once the first time, then with pauses that differ. */
    private void again(DocumentState state) {
        if (node.loop().monotonicMillis() >= deadlineMillis) {
            fail(unavailable("the document is written by too many at once"));
        } else if (conflicts++ < CONFLICTS_WITHOUT_PAUSE) {
            attempt(state);
        } else {
            int pauseMillis = node.random().nextInt(1 << Math.min(conflicts, MAX_DOUBLINGS));
            node.loop().schedule(pauseMillis, () -> step(() -> attempt(state)));
        }
    }

    private Future<AppendResult> send(List<Entry> entries, DocumentWrite write, int status) {
        RequestKey key = command.requestKey();
        Idempotency idempotency = key == null ? null : new Idempotency(key.scopedKey(), key.requestHash(), status);
        try {
            return node.appender().append(new Append(settings.name(), entries, write, idempotency, command.fence()));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Whatever is thrown on the way becomes the answer, so that the next write of the document can begin. */
    private void step(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        if (cause instanceof HubException known) {
            fail(known);
            return;
        }
        LOG.error("a write of {} failed", settings.name(), cause);
        fail(
                sent
                        ? new HubException(ErrorCode.OUTCOME_UNKNOWN, "the write may have been applied")
                        : new HubException(ErrorCode.INTERNAL, "the write failed; nothing was applied"));
    }

    private void fail(HubException reason) {
        answer.tryFail(reason);
    }

    private static HubException unavailable(String detail) {
        return new HubException(ErrorCode.UNAVAILABLE, detail).withRetryAfterMillis(RETRY_AFTER_MILLIS);
    }
}
