package dev.tidings.edge;

import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import org.jspecify.annotations.Nullable;

/** Who makes a request, and what they may do. Immutable. */
public interface Identity {

    /** The subject: a stable name, never empty. */
    String subject();

    /** What publications name; null when nobody is known. */
    @Nullable
    Actor actor();

    /** Whether nobody showed a credential: who lacks a right may gain it by signing in. */
    default boolean isAnonymous() {
        return false;
    }

    /** The name of the credential, by which it can be revoked; empty when there is none. */
    default String credential() {
        return "";
    }

    /** Whether it has a right to a channel; never to a reserved one. */
    boolean may(Right right, ChannelName channel);

    /**
     * Notes that a live connection, a stream or a socket, begins by it. On the connection's loop.
     *
     * @return to be run once when the connection has ended
     */
    default Runnable live() {
        return () -> {};
    }

    /** When the credential ends, ms since 1970; {@link Long#MAX_VALUE} = never. */
    long expiresAtMillis();
}
