package dev.tidings.poller;

import dev.tidings.hub.HubPort;
import dev.tidings.hub.Precondition;
import dev.tidings.hub.WriteCommand;
import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.hub.Written;
import dev.tidings.model.Actor;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.poller.Difference.Change;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one answer under way. Owned by its event loop. A few are out at a time; the first that fails is the last that
 * is begun, and what remains is found again by the next answer.
 */
final class Changes {

    private static final int MAX_IN_FLIGHT = 32;

    private final HubPort hub;
    private final Actor actor;
    private final Term term;
    private final List<Change> changes;
    private final Promise<Position> done = Promise.promise();
    private Position position;
    private int next;
    private int inFlight;
    private boolean submitting;
    private @Nullable Throwable failure;

    /** @param before the collection's position, should there be nothing to do */
    Changes(HubPort hub, Actor actor, Term term, List<Change> changes, Position before) {
        this.hub = hub;
        this.actor = actor;
        this.term = term;
        this.changes = changes;
        this.position = before;
    }

    /** Makes them; once. The collection's position after the last of them. */
    Future<Position> apply() {
        advance();
        return done.future();
    }

    private void advance() {
        if (submitting) {
            return;
        }
        submitting = true;
        while (failure == null && next < changes.size() && inFlight < MAX_IN_FLIGHT) {
            Change change = changes.get(next++);
            inFlight++;
            hub.write(command(change)).onComplete(this::wrote, cause -> refused(change, cause));
        }
        submitting = false;
        if (inFlight == 0) {
            if (failure == null) {
                done.tryComplete(position);
            } else {
                done.tryFail(failure);
            }
        }
    }

    private WriteCommand command(Change change) {
        var fields = change.fields();
        return new WriteCommand(
                term.target(),
                fields == null ? Operation.DELETE : Operation.PUT,
                change.id(),
                fields == null ? null : current -> fields.deepCopy(),
                Precondition.NONE,
                actor,
                null,
                term.fence());
    }

    private void wrote(Written written) {
        inFlight--;
        term.counters().changed(1);
        Position now = written.position();
        if (!now.epoch().equals(position.epoch()) || now.offset() > position.offset()) {
            position = now;
        }
        advance();
    }

    private void refused(Change change, Throwable cause) {
        inFlight--;
        boolean gone = change.fields() == null
                && cause instanceof HubException refusal
                && refusal.code() == ErrorCode.NOT_FOUND;
        if (!gone && failure == null) {
            failure = cause;
            term.failed(cause);
        }
        advance();
    }
}
