package dev.tidings.edge.identity;

import dev.tidings.edge.Identity;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who showed no credential. Immutable.
 *
 * @param grants what everybody may do
 */
public record AnonymousIdentity(Grants grants) implements Identity {

    /** No token has it. */
    static final String SUBJECT = "anonymous";

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public @Nullable Actor actor() {
        return null;
    }

    @Override
    public boolean isAnonymous() {
        return true;
    }

    @Override
    public boolean may(Right right, ChannelName channel) {
        return grants.allow(right, channel);
    }

    @Override
    public long expiresAtMillis() {
        return Long.MAX_VALUE;
    }
}
