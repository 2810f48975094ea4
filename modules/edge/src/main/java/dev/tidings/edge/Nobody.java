package dev.tidings.edge;

import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import org.jspecify.annotations.Nullable;

/** Who asks an operation that is open to all: it doesn't matter, and they may do nothing else. Immutable. */
enum Nobody implements Identity {
    NOBODY;

    @Override
    public String subject() {
        return "anonymous";
    }

    @Override
    public boolean isAnonymous() {
        return true;
    }

    @Override
    public @Nullable Actor actor() {
        return null;
    }

    @Override
    public boolean may(Right right, ChannelName channel) {
        return false;
    }

    @Override
    public long expiresAtMillis() {
        return Long.MAX_VALUE;
    }
}
