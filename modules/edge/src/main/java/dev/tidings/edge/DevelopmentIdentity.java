package dev.tidings.edge;

import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Everybody, in development mode: may do everything and is nobody in particular. Immutable. */
public record DevelopmentIdentity() implements Identity {

    private static final Future<Identity> EVERYBODY = Future.succeededFuture(new DevelopmentIdentity());

    /** Takes everybody for the developer; what the gate lets in comes from this machine. */
    public static Authenticator authenticator() {
        return (request, sources) -> EVERYBODY;
    }

    @Override
    public String subject() {
        return "developer";
    }

    @Override
    public @Nullable Actor actor() {
        return null;
    }

    @Override
    public boolean may(Right right, ChannelName channel) {
        return !channel.isReserved();
    }

    @Override
    public long expiresAtMillis() {
        return Long.MAX_VALUE;
    }
}
