package dev.tidings.edge.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.edge.Identity;
import dev.tidings.model.HubException;
import org.jspecify.annotations.Nullable;

/**
 * How a request uses a ticket: what the node that made the ticket decides by. Immutable.
 *
 * @param kind for what it is used
 * @param ticket its text
 * @param asker from where
 * @param address the request's path and query
 */
record TicketUse(Kind kind, String ticket, Tickets.Asker asker, String address) {

    private static final String LINE_END = "\n";
    private static final char ORIGIN = '=';
    private static final int LINES = 5;

    /** For what a ticket is used. */
    enum Kind {
        WEB_SOCKET("w"),
        STREAM("s"),
        /** A stream whose client says what it has already. */
        STREAM_AGAIN("a");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        private static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw Tickets.bad();
        }
    }

    /** The name of the node that made the ticket, as the ticket says; empty when it says none. */
    String node() {
        return ticket.substring(0, Math.max(0, ticket.lastIndexOf('.')));
    }

    /** Uses it. @throws HubException {@code unauthenticated} */
    Identity at(Tickets tickets) {
        return kind == Kind.WEB_SOCKET
                ? tickets.useOnce(ticket, asker)
                : tickets.use(ticket, asker, address, kind == Kind.STREAM_AGAIN);
    }

    /** As the head of a pipe, a line for each member. No ticket has a line feed in it, and what has one is refused there. */
    byte[] toBytes() {
        String origin = asker.origin() == null ? "" : ORIGIN + asker.origin();
        return String.join(LINE_END, kind.word, ticket, asker.address(), origin, address)
                .getBytes(UTF_8);
    }

    /** @throws HubException {@code unauthenticated} when it is no such head */
    static TicketUse parse(byte[] head) {
        String[] lines = new String(head, UTF_8).split(LINE_END, -1);
        if (lines.length != LINES) {
            throw Tickets.bad();
        }
        Tickets.Asker asker = new Tickets.Asker(lines[2], origin(lines[3]));
        return new TicketUse(Kind.of(lines[0]), lines[1], asker, lines[4]);
    }

    private static @Nullable String origin(String line) {
        if (line.isEmpty()) {
            return null;
        }
        if (line.charAt(0) != ORIGIN) {
            throw Tickets.bad();
        }
        return line.substring(1);
    }

    /** Without the ticket, which is a secret. */
    @Override
    public String toString() {
        return "TicketUse[" + kind + ']';
    }
}
