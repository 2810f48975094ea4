package dev.tidings.edge.identity;

import dev.tidings.edge.Identity;
import dev.tidings.hub.HubPort;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Uses tickets that other nodes made. Thread-safe because its count is atomic; each use belongs to the loop of its request.
 */
final class ForeignTickets {

    /** So many uses at a time, those that wait for an answer and streams that live. */
    static final int MAX_USES = 4_096;

    private final Revocations revocations;
    private final Identity everybody;
    private final AtomicInteger uses = new AtomicInteger();

    /**
     * @param revocations what this node knows to be revoked, perhaps sooner than the other
     * @param everybody who the ticket of somebody without a credential means here
     */
    ForeignTickets(Revocations revocations, Identity everybody) {
        this.revocations = revocations;
        this.everybody = everybody;
    }

    /**
     * Asks the node that made the ticket.
     *
     * @param port of the request's loop
     * @return completes there within the time limits of {@link ForeignTicket}; fails with {@code unauthenticated}, or with
     *     {@code overloaded} when there are too many
     */
    Future<Identity> use(HubPort port, TicketUse use) {
        if (use.node().isEmpty()) {
            return Future.failedFuture(Tickets.bad());
        }
        if (uses.incrementAndGet() > MAX_USES) {
            uses.decrementAndGet();
            return Future.failedFuture(new HubException(
                    ErrorCode.OVERLOADED, "At most " + MAX_USES + " tickets of other nodes are in use at a time."));
        }
        return new ForeignTicket(port.loop(), this).ask(port, use);
    }

    /** Who came by a ticket of somebody. @throws HubException {@code unauthenticated} when that was revoked */
    Identity admitted(@Nullable KnownIdentity somebody) {
        if (somebody == null) {
            return everybody;
        }
        if (revocations.cover(somebody)) {
            throw Tickets.bad();
        }
        return somebody;
    }

    /** A use is over. */
    void ended() {
        uses.decrementAndGet();
    }

    /** How many uses there are. */
    int size() {
        return uses.get();
    }
}
