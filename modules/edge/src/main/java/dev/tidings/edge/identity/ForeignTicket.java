package dev.tidings.edge.identity;

import dev.tidings.edge.Identity;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Pipe;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * One use of a ticket that another node made: the question to that node, then the life of the stream. Owned by the event
 * loop of the request. The pipe's end is the stream's end for the other node; a pipe that is lost ends no stream.
 */
final class ForeignTicket implements Pipe.Receiver {

    /** How long the answer may take once the other node was reached, which has a limit of its own. */
    static final long ANSWER_MILLIS = 2_000;

    private static final byte[] NO_REASON = {};

    private final Loop loop;
    private final ForeignTickets all;
    private final Promise<Identity> answer = Promise.promise();
    private boolean once;
    private @Nullable Pipe pipe;
    private Loop.@Nullable Timer limit;
    private int live;
    private boolean over;

    ForeignTicket(Loop loop, ForeignTickets all) {
        this.loop = loop;
        this.all = all;
    }

    /** Asks, once. */
    Future<Identity> ask(HubPort port, TicketUse use) {
        once = use.kind() == TicketUse.Kind.WEB_SOCKET;
        byte[] head = use.toBytes();
        if (head.length > Pipe.MAX_HEAD_BYTES) {
            refused(Tickets.bad());
        } else {
            port.connect(use.node(), TicketDesk.NAME, head, this)
                    .onSuccess(this::reached)
                    .onFailure(cause -> refused(refusal(cause)));
        }
        return answer.future();
    }

    @Override
    public void message(byte[] message) {
        if (over || answer.future().isComplete()) {
            return;
        }
        try {
            answered(all.admitted(TicketAnswer.parse(message)));
        } catch (HubException | IllegalArgumentException e) {
            refused(Tickets.bad());
        }
    }

    @Override
    public void closed(Pipe.End end) {
        refused(Tickets.bad());
    }

    private void reached(Pipe opened) {
        pipe = opened;
        limit = loop.schedule(ANSWER_MILLIS, () -> refused(Tickets.bad()));
    }

    private void answered(Identity asker) {
        if (once) {
            finish();
            answer.tryComplete(asker);
            return;
        }
        stopWaiting();
        limit = loop.schedule(Tickets.CLAIM_MILLIS, this::finish);
        answer.tryComplete(new TicketIdentity(asker, this::began));
    }

    /** The stream lives; one that took longer to begin than a claim lasts isn't counted any more. */
    private Runnable began() {
        stopWaiting();
        live++;
        return () -> {
            live--;
            if (live == 0) {
                finish();
            }
        };
    }

    /** It is over, and if nobody was told who came, nobody has. */
    private void refused(HubException refusal) {
        finish();
        answer.tryFail(refusal);
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        stopWaiting();
        if (pipe != null) {
            pipe.close(NO_REASON);
        }
        all.ended();
    }

    private void stopWaiting() {
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
    }

    /** Whatever keeps the other node from saying yes, the ticket does not count here; too much to do is told. */
    private static HubException refusal(Throwable cause) {
        boolean told = cause instanceof HubException refusal && refusal.code() == ErrorCode.OVERLOADED;
        return told ? (HubException) cause : Tickets.bad();
    }
}
