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

    /** Whether it has a right to a channel. */
    boolean may(Right right, ChannelName channel);

    /** When the credential ends, ms since 1970; {@link Long#MAX_VALUE} = never. */
    long expiresAtMillis();
}
