package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Names;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes the writes of documents of this node. Owned by the hub's loop.
 *
 * <p>The writes of one document go one at a time in the order in which they came, each beginning with what the one before
 * left; those of different documents don't wait for each other. What waits is bounded in number, for a document and
 * altogether, and in time.
 */
final class DocumentWriter {

    /** How long after it came a write may begin another attempt. */
    static final long ATTEMPT_MILLIS = 2_000;

    /** How many writes of one document wait at the most. */
    static final int MAX_WAITING_A_DOCUMENT = 256;

    /** How many writes are under way or wait at the most. */
    static final int MAX_WRITES = 10_000;

    private static final long RETRY_AFTER_MILLIS = 1_000;
    private static final int ID_LENGTH = 17;
    private static final String ID_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final WriteAttempts.Node node;
    private final Map<DocumentName, Lane> lanes = new HashMap<>();
    private final Map<ChannelName, Growth> growths = new HashMap<>();
    private int writes;

    private record DocumentName(ChannelName collection, String id) {}

    /** The writes of one document. */
    private static final class Lane {
        final DocumentName name;
        final ArrayDeque<Waiting> waiting = new ArrayDeque<>(1);

        @Nullable
        WriteAttempts running;

        boolean draining;

        @Nullable
        DocumentState last;

        Lane(DocumentName name) {
            this.name = name;
        }
    }

    private record Waiting(WriteAttempts write, Loop.Timer limit) {}

    /**
     * A writer with nothing to do.
     *
     * @param random draws the ids of new documents and the pauses between attempts; in production a {@link
     *     java.security.SecureRandom}
     */
    DocumentWriter(Appender appender, DocumentSource source, Loop loop, RandomGenerator random) {
        this.node = new WriteAttempts.Node(appender, source, loop, random);
    }

    /**
     * Changes a document.
     *
     * @return on the loop; fails with the refusal, {@code overloaded}, {@code unavailable} or {@code outcome-unknown}
     */
    Future<Written> write(CollectionSettings settings, WriteCommand command) {
        assert node.loop().isCurrent();
        String given = command.id();
        String id = given == null ? drawId() : given;
        if (!Names.isDocumentId(id)) {
            return Future.failedFuture(
                    new HubException(ErrorCode.MALFORMED, "not a document's id: " + Names.excerpt(id)));
        }
        Lane lane = lanes.computeIfAbsent(new DocumentName(settings.name(), id), Lane::new);
        if (writes >= MAX_WRITES || lane.waiting.size() >= MAX_WAITING_A_DOCUMENT) {
            drain(lane);
            return Future.failedFuture(new HubException(ErrorCode.OVERLOADED, "too many writes wait")
                    .withRetryAfterMillis(RETRY_AFTER_MILLIS));
        }
        writes++;
        WriteAttempts write = new WriteAttempts(
                node,
                settings,
                command,
                id,
                growths.computeIfAbsent(settings.name(), name -> new Growth()),
                node.loop().monotonicMillis() + ATTEMPT_MILLIS);
        // Before the caller sees the answer, so that nothing the caller does can keep the next write from beginning.
        write.answer().onComplete(answer -> ended(lane, write));
        if (lane.running == null && lane.waiting.isEmpty()) {
            begin(lane, write);
        } else {
            enqueue(lane, write);
        }
        return write.answer();
    }

    /** How many writes are under way or wait. */
    int writes() {
        return writes;
    }

    private void enqueue(Lane lane, WriteAttempts write) {
        Loop.Timer limit = node.loop().schedule(ATTEMPT_MILLIS, () -> {
            if (lane.waiting.removeIf(waiting -> waiting.write == write)) {
                write.giveUp("the document is written by too many at once");
            }
        });
        lane.waiting.add(new Waiting(write, limit));
    }

    private void begin(Lane lane, WriteAttempts write) {
        lane.running = write;
        write.begin(lane.last);
    }

    private void ended(Lane lane, WriteAttempts write) {
        writes--;
        if (lane.running == write) {
            lane.running = null;
            lane.last = write.after();
            drain(lane);
        }
    }

    /** Begins what waits. Not nested, however many writes end at once. */
    private void drain(Lane lane) {
        if (lane.draining) {
            return;
        }
        lane.draining = true;
        while (lane.running == null && !lane.waiting.isEmpty()) {
            Waiting next = lane.waiting.remove();
            next.limit.cancel();
            begin(lane, next.write);
        }
        lane.draining = false;
        if (lane.running == null) {
            lanes.remove(lane.name);
        }
    }

    private String drawId() {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_ALPHABET.charAt(node.random().nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }
}
