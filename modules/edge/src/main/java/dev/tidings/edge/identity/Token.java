package dev.tidings.edge.identity;

import dev.tidings.model.Actor;
import org.jspecify.annotations.Nullable;

/**
 * What a token says that was found good. Immutable.
 *
 * @param actor its subject, and the name to show
 * @param id its name, by which it can be revoked: its {@code jti}, else a hash of it
 * @param issuedAtMillis since when it holds, ms since 1970; 0 = not said
 * @param expiresAtMillis when it ends, ms since 1970
 * @param grants what it grants
 */
record Token(Actor actor, String id, long issuedAtMillis, long expiresAtMillis, Grants grants) {

    /** Somebody who may do what the token grants, and nothing else. */
    KnownIdentity identity() {
        return new KnownIdentity(actor, grants, id, issuedAtMillis, expiresAtMillis);
    }

    /** Its subject. */
    String subject() {
        return actor.sub();
    }

    /** The name to show, or null. */
    @Nullable
    String name() {
        return actor.name();
    }
}
