package dev.tidings.edge.identity;

import dev.tidings.edge.Identity;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Short-lived stand-ins for a credential, for clients that can only open an address: the address may be seen by others, so
 * that it must be worth little. Thread-safe because its methods hold its lock; they are called when a ticket is made or
 * used and when a stream that came by one ends, never when something is delivered.
 *
 * <p>A ticket is used within half a minute of its making, from the network and the origin that it was made for: once for a
 * WebSocket; for a stream again by that stream's own reconnect, which repeats the address, when the stream before has ended
 * or is left behind by a client that says what it has ({@code Last-Event-ID}).
 */
public final class Tickets {

    static final long FIRST_USE_MILLIS = 30_000;

    /** So many at a time; beyond them those whose stream ended longest ago are forgotten. */
    static final int MAX_TICKETS = 10_000;

    static final int MAX_OF_SUBJECT = 200;

    private static final int RANDOM_BYTES = 24;

    /** How long a use may take to become a stream. */
    static final long CLAIM_MILLIS = 5_000;

    private final String node;
    private final RandomGenerator random;
    private final LongSupplier wallMillis;
    private final Map<String, Ticket> tickets = new LinkedHashMap<>();

    /** One ticket; its fields are guarded by the lock of all. */
    private static final class Ticket {
        private final Identity identity;
        private final String network;
        private final @Nullable String origin;
        private final long madeMillis;
        private @Nullable String address;
        private long claimedUntilMillis;
        private int live;

        private Ticket(Identity identity, Asker asker, long nowMillis) {
            this.identity = identity;
            this.network = network(asker.address());
            this.origin = asker.origin();
            this.madeMillis = nowMillis;
        }

        private boolean hasEnded(long now) {
            boolean unused = address == null;
            boolean late = unused && now > madeMillis + FIRST_USE_MILLIS;
            return late || now >= identity.expiresAtMillis();
        }

        private boolean isBusy(long now) {
            return live > 0 || now < claimedUntilMillis || address == null;
        }

        private boolean fits(Asker asker) {
            return network.equals(network(asker.address()))
                    && (origin == null || asker.origin() == null || origin.equals(asker.origin()));
        }
    }

    /**
     * From where a ticket is asked for, or used. Immutable.
     *
     * @param address the client's numeric address
     * @param origin its page's origin; null when none is told, as by a page of the hub's own
     */
    record Asker(String address, @Nullable String origin) {}

    /**
     * @param node this node's name, which every ticket begins with
     * @param random in production a {@link java.security.SecureRandom}
     * @param wallMillis the time, ms since 1970
     */
    public Tickets(String node, RandomGenerator random, LongSupplier wallMillis) {
        this.node = node;
        this.random = random;
        this.wallMillis = wallMillis;
    }

    /** @throws HubException {@code too-many-requests} when there are too many that are in use or wait for it */
    synchronized String make(Identity identity, Asker asker) {
        long now = wallMillis.getAsLong();
        tickets.values().removeIf(ticket -> ticket.hasEnded(now));
        boolean fits = makeRoom(MAX_TICKETS, null, now) && makeRoom(MAX_OF_SUBJECT, identity.subject(), now);
        if (!fits) {
            throw new HubException(
                            ErrorCode.TOO_MANY_REQUESTS,
                            "At most " + MAX_OF_SUBJECT + " tickets of one subject are in use at a time.")
                    .withRetryAfterMillis(FIRST_USE_MILLIS);
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String text = node + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        tickets.put(text, new Ticket(identity, asker, now));
        return text;
    }

    /** Uses one for a WebSocket. @throws HubException {@code unauthenticated} */
    synchronized Identity useOnce(String text, Asker asker) {
        Ticket ticket = fitting(text, asker);
        if (ticket.address != null) {
            throw bad();
        }
        tickets.remove(text);
        return ticket.identity;
    }

    /**
     * Uses one for a stream.
     *
     * @param address the request's path and query
     * @param comesBack whether the client says what it has already
     * @throws HubException {@code unauthenticated}
     */
    synchronized Identity use(String text, Asker asker, String address, boolean comesBack) {
        Ticket ticket = fitting(text, asker);
        long now = wallMillis.getAsLong();
        if (ticket.address != null && (!ticket.address.equals(address) || (!comesBack && ticket.isBusy(now)))) {
            throw bad();
        }
        ticket.address = address;
        ticket.claimedUntilMillis = now + CLAIM_MILLIS;
        return new TicketIdentity(ticket.identity, () -> began(ticket));
    }

    /** Forgets those of a credential that was revoked. */
    public synchronized void revoke(Revocations.Covered covered) {
        tickets.values().removeIf(ticket -> covered.test(ticket.identity.subject(), ticket.identity.credential()));
    }

    /** The node that made them. */
    String node() {
        return node;
    }

    /** How many there are. */
    synchronized int size() {
        return tickets.size();
    }

    private synchronized Runnable began(Ticket ticket) {
        ticket.live++;
        ticket.claimedUntilMillis = 0;
        return () -> ended(ticket);
    }

    private synchronized void ended(Ticket ticket) {
        ticket.live--;
    }

    private Ticket fitting(String text, Asker asker) {
        Ticket ticket = tickets.get(text);
        if (ticket == null || !ticket.fits(asker) || ticket.hasEnded(wallMillis.getAsLong())) {
            throw bad();
        }
        return ticket;
    }

    /** Whether there is room for another, of a subject or of all; forgets the oldest that nobody uses. */
    private boolean makeRoom(int max, @Nullable String subject, long now) {
        long count = tickets.values().stream()
                .filter(ticket -> subject == null || ticket.identity.subject().equals(subject))
                .count();
        Iterator<Ticket> oldestFirst = tickets.values().iterator();
        while (count >= max && oldestFirst.hasNext()) {
            Ticket ticket = oldestFirst.next();
            boolean counts = subject == null || ticket.identity.subject().equals(subject);
            if (counts && !ticket.isBusy(now)) {
                oldestFirst.remove();
                count--;
            }
        }
        return count < max;
    }

    /** An IPv4 address without its last part, or the /64 of an IPv6 address: phones change the rest. */
    static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address.substring(0, Math.max(0, address.lastIndexOf('.')));
        }
        int end = -1;
        for (int group = 0; group < 4; group++) {
            int next = address.indexOf(':', end + 1);
            if (next < 0) {
                return address;
            }
            end = next;
        }
        return address.substring(0, end);
    }

    /** That a ticket does not count, for whatever reason. */
    static HubException bad() {
        return new HubException(ErrorCode.UNAUTHENTICATED, "The ticket is not good.");
    }
}
