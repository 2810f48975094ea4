package dev.tidings.edge.identity;

import dev.tidings.edge.Identity;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Pipe;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Answers the other nodes of the cluster about the tickets that this one made. Owned by its event loop.
 *
 * <p>A pipe is one use: its head says how, the first message back whose ticket it is, and the pipe of a stream lasts as long
 * as the stream, or as long as its node is there.
 */
public final class TicketDesk implements Pipe.Acceptor {

    /** Under which name it is found; the figure goes up when what is said changes, so that another version finds nobody. */
    static final String NAME = "tickets/1";

    /** How many streams of other nodes it counts at a time. */
    static final int MAX_STREAMS = 4_096;

    private static final byte[] NO_REASON = {};

    private final Tickets tickets;
    private int streams;

    private TicketDesk(Tickets tickets) {
        this.tickets = tickets;
    }

    /**
     * Opens the desk of a node, for as long as the node runs. From any thread.
     *
     * @param port of the loop that answers
     * @param tickets of the node
     * @return completes when other nodes find it
     */
    public static Future<Void> open(HubPort port, Tickets tickets) {
        Promise<Void> open = Promise.promise();
        port.loop().execute(() -> {
            if (port.offer(NAME, new TicketDesk(tickets)).isPresent()) {
                open.complete();
            } else {
                open.fail(new HubException(ErrorCode.DRAINING, "The node is going down, or has a desk already."));
            }
        });
        return open.future();
    }

    @Override
    public Pipe.Receiver accept(Pipe pipe, byte[] head) {
        TicketUse use = TicketUse.parse(head);
        if (streams >= MAX_STREAMS) {
            throw new HubException(
                    ErrorCode.OVERLOADED, "At most " + MAX_STREAMS + " streams of other nodes live by tickets.");
        }
        Identity identity = use.at(tickets);
        pipe.send(TicketAnswer.of(identity instanceof TicketIdentity by ? by.asker() : identity));
        if (use.kind() == TicketUse.Kind.WEB_SOCKET) {
            pipe.close(NO_REASON);
            return new Counted(() -> {});
        }
        streams++;
        Runnable ended = identity.live();
        return new Counted(() -> {
            streams--;
            ended.run();
        });
    }

    /** A use that another node was told of. Owned by the desk's loop. */
    private record Counted(Runnable ended) implements Pipe.Receiver {

        @Override
        public void message(byte[] message) {
            // there is nothing more to say
        }

        @Override
        public void closed(Pipe.End end) {
            ended.run();
        }
    }
}
