package dev.tidings.edge.identity;

import dev.tidings.edge.Identity;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;

/**
 * Somebody who showed a credential that is good. Immutable.
 *
 * @param actor who it is
 * @param grants what they may do
 * @param credential the credential's name, by which it can be revoked
 * @param issuedAtMillis since when it holds, ms since 1970; 0 = not said
 * @param expiresAtMillis when it ends, ms since 1970
 */
record KnownIdentity(Actor actor, Grants grants, String credential, long issuedAtMillis, long expiresAtMillis)
        implements Identity {

    @Override
    public String subject() {
        return actor.sub();
    }

    @Override
    public boolean may(Right right, ChannelName channel) {
        return grants.allow(right, channel);
    }
}
