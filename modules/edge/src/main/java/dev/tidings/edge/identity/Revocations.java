package dev.tidings.edge.identity;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The credentials that don't count any more, each until it would have ended by itself. Thread-safe because its map is
 * concurrent; it is asked when a credential is shown, never when something is delivered.
 *
 * <p>At its bound a sign-out is refused and not an earlier one forgotten, which would let somebody in again.
 */
public final class Revocations {

    /** So many at the most, some 30 MB. */
    static final int MAX_REVOKED = 200_000;

    /** The longest that one counts, and the longest life of a session: 400 days. */
    public static final long MAX_LIFE_MILLIS = 400 * 86_400_000L;

    private static final int SWEEP_AT = 10_000;

    private final ConcurrentHashMap<String, Revocation> revoked = new ConcurrentHashMap<>();
    private final AtomicInteger sweepAt = new AtomicInteger(SWEEP_AT);
    private final Consumer<Revocation> onRevoked;
    private final LongSupplier wallMillis;

    /** What is to end with a credential. */
    @FunctionalInterface
    public interface Ending {
        /** Ends the live connections for which {@code covers} is true. From any thread. */
        void end(Covered covered);
    }

    /** Says whether a live connection came by a credential that was revoked. */
    @FunctionalInterface
    public interface Covered {
        /** By subject and name of the credential. */
        boolean test(String subject, String credential);
    }

    /**
     * @param ending ends the live connections of this node
     * @param wallMillis the time, ms since 1970
     */
    public Revocations(Ending ending, LongSupplier wallMillis) {
        this.onRevoked = revocation -> ending.end(revocation::covers);
        this.wallMillis = wallMillis;
    }

    /** @throws HubException {@code overloaded} when there is no room for another */
    void requireRoom() {
        if (revoked.size() >= MAX_REVOKED) {
            sweep(wallMillis.getAsLong());
        }
        if (revoked.size() >= MAX_REVOKED) {
            throw new HubException(ErrorCode.OVERLOADED, "More than " + MAX_REVOKED + " credentials are revoked.");
        }
    }

    /** Takes note of one, and ends what lives by it, unless it is known. From any thread. */
    void take(Revocation revocation) {
        long now = wallMillis.getAsLong();
        if (revocation.untilMillis() <= now) {
            return;
        }
        String key = key(revocation.credential(), revocation.subject());
        Revocation known = revoked.put(key, revocation);
        if (!revocation.equals(known)) {
            onRevoked.accept(revocation);
        }
        if (revoked.size() > sweepAt.get()) {
            sweep(now);
        }
    }

    /** Whether a token does not count any more. */
    boolean cover(Token token) {
        return cover(token.identity());
    }

    /** Whether the credential that somebody showed does not count any more. */
    boolean cover(KnownIdentity identity) {
        Revocation subject = revoked.get(key("", identity.subject()));
        return revoked.containsKey(key(identity.credential(), ""))
                || (subject != null && identity.issuedAtMillis() <= subject.atMillis());
    }

    /** How many are remembered. */
    int size() {
        return revoked.size();
    }

    private void sweep(long now) {
        revoked.values().removeIf(revocation -> revocation.untilMillis() <= now);
        sweepAt.set(Math.max(SWEEP_AT, 2 * revoked.size()));
    }

    private static String key(String credential, String subject) {
        return credential.isEmpty() ? "sub " + subject : "id " + credential;
    }
}
