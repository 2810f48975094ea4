package dev.tidings.edge.identity;

import dev.tidings.edge.Identity;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who came by a ticket: who asked for it, with their rights and for as long as they have them. Immutable.
 *
 * @param asker who asked for the ticket
 * @param began told of the live connection; gives what to tell of its end
 */
record TicketIdentity(Identity asker, Supplier<Runnable> began) implements Identity {

    @Override
    public String subject() {
        return asker.subject();
    }

    @Override
    public @Nullable Actor actor() {
        return asker.actor();
    }

    @Override
    public boolean isAnonymous() {
        return asker.isAnonymous();
    }

    @Override
    public String credential() {
        return asker.credential();
    }

    @Override
    public boolean may(Right right, ChannelName channel) {
        return asker.may(right, channel);
    }

    @Override
    public long expiresAtMillis() {
        return asker.expiresAtMillis();
    }

    @Override
    public Runnable live() {
        return began.get();
    }
}
