package dev.tidings.it.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.MergePatch;
import dev.tidings.hub.Precondition;
import dev.tidings.hub.PublishCommand;
import dev.tidings.hub.RequestKey;
import dev.tidings.hub.WriteCommand;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one thing after another to any node, each under a key of its own, and repeats what it got no answer to, on whichever
 * node there is. Owned by the scheduler's thread.
 */
final class SimulatedWriter {

    private static final long PAUSE_MICROS = 120_000;
    private static final long BRIEF_PAUSE_MICROS = 4_000;
    private static final long RETRY_MICROS = 300_000;
    private static final int MAX_TRIES = 12;

    private final String name;
    private final Scheduler scheduler;
    private final Ledger ledger;
    private final Supplier<@Nullable SimulatedNode> nodes;
    private final List<ChannelName> channels;
    private final ChannelName latest;
    private final ChannelName collection;
    private @Nullable SimulatedNode asked;
    private int attempt;
    private int count;
    private boolean stopped;
    private int left = -1;
    private long pauseMicros = PAUSE_MICROS;
    private String write = "";
    private int tries;
    private Step step = node -> Future.succeededFuture();

    SimulatedWriter(
            String name,
            Scheduler scheduler,
            Ledger ledger,
            Supplier<@Nullable SimulatedNode> nodes,
            List<ChannelName> channels,
            ChannelName latest,
            ChannelName collection) {
        this.name = name;
        this.scheduler = scheduler;
        this.ledger = ledger;
        this.nodes = nodes;
        this.channels = channels;
        this.latest = latest;
        this.collection = collection;
    }

    /** Writes so much, quickly, and no more. */
    void writeOnly(int writes) {
        left = writes;
        pauseMicros = BRIEF_PAUSE_MICROS;
    }

    /** Writes no more. */
    void stop() {
        stopped = true;
    }

    /** The node that it waits for is gone. */
    void lost(SimulatedNode node) {
        if (asked == node) {
            asked = null;
            int tried = attempt;
            scheduler.within(RETRY_MICROS, () -> {
                if (tried == attempt) {
                    tryAgain();
                }
            });
        }
    }

    void writeNext() {
        if (stopped || left-- == 0) {
            return;
        }
        count++;
        tries = 0;
        boolean brief = pauseMicros == BRIEF_PAUSE_MICROS;
        int what = brief && scheduler.chance(0.7) ? 0 : scheduler.random().nextInt(6);
        write = name + '-' + count;
        step = what < 3 ? publication(what == 2 ? latest : channels.get(what)) : document(what);
        tryAgain();
    }

    /** One write, on a given node; completes with its position, or null when there is none to note. */
    private interface Step {
        Future<@Nullable Position> on(SimulatedNode node);
    }

    private void tryAgain() {
        SimulatedNode node = nodes.get();
        int mine = ++attempt;
        if (stopped || ++tries > MAX_TRIES) {
            scheduler.within(pauseMicros, this::writeNext);
            return;
        }
        if (node == null) {
            scheduler.within(RETRY_MICROS, this::tryAgain);
            return;
        }
        asked = node;
        node.loop(0)
                .execute(() -> step.on(node).onComplete(result -> {
                    if (mine != attempt) {
                        return;
                    }
                    asked = null;
                    if (result.succeeded() || !mayRepeat(result.cause())) {
                        scheduler.within(pauseMicros, this::writeNext);
                    } else {
                        scheduler.within(RETRY_MICROS, this::tryAgain);
                    }
                }));
    }

    private static boolean mayRepeat(Throwable cause) {
        return cause instanceof HubException refusal
                && (refusal.code() == ErrorCode.UNAVAILABLE || refusal.code() == ErrorCode.OUTCOME_UNKNOWN);
    }

    private Step publication(ChannelName channel) {
        String mine = write;
        String key = "k" + scheduler.random().nextInt(3);
        JsonText data = JsonText.of("\"" + mine + "\"");
        RequestKey requestKey = new RequestKey(channel + "/" + mine, "hash");
        PublishCommand command = new PublishCommand(channel, "message", key, data, null, requestKey);
        return node -> node.port(0).publish(command).map(published -> {
            ledger.acknowledged(channel, Objects.requireNonNull(published.position()), mine);
            return published.position();
        });
    }

    private Step document(int what) {
        String id = "d" + scheduler.random().nextInt(3);
        ObjectNode patch = JsonNodeFactory.instance.objectNode().put("by", write);
        if (scheduler.chance(0.3)) {
            patch.put("status", write);
        }
        RequestKey key = new RequestKey(collection + "/" + write, "hash");
        WriteCommand command = switch (what) {
            case 3 -> command(WriteCommand.Operation.PUT, id, patch, key);
            case 4 -> command(WriteCommand.Operation.PATCH, id, patch, key);
            default ->
                new WriteCommand(collection, WriteCommand.Operation.DELETE, id, null, Precondition.NONE, null, key);
        };
        String mine = write;
        return node -> node.port(0).write(command).map(written -> {
            if (written.status() != 200 || what != 5) {
                ledger.acknowledged(collection, written.position(), mine);
            }
            return written.position();
        });
    }

    private WriteCommand command(WriteCommand.Operation operation, String id, ObjectNode patch, RequestKey key) {
        return new WriteCommand(collection, operation, id, new MergePatch(patch), Precondition.NONE, null, key);
    }
}
