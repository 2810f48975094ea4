package dev.tidings.socket;

import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * What is said over a line: how each thing that happens to a session is told to its client, and what the client's messages
 * mean. Owned by its event loop: every method is called there. One instance serves all sessions of a loop, unless it keeps what
 * belongs to one.
 *
 * <p>Things are said by {@link SocketSession#say}, which is flushed when the turn is over. An {@code id} is whatever pairs a
 * reply with the command that asked for it, as the dialect gave it to the session; null when nobody asked.
 */
public interface Dialect {

    /**
     * The session has begun: the first thing that is said.
     *
     * @param connection its name
     */
    void connected(SocketSession session, String connection);

    /** A message came. {@code alive} was noted before. @throws HubException to end the session: {@code bad request} */
    void message(SocketSession session, boolean text, byte[] payload);

    /** A subscription begins; the first delivery follows. */
    void subscribed(SocketSession session, @Nullable JsonText id, Subscription subscription);

    /**
     * A subscription has ended, or there was none.
     *
     * @param reason the code of an error when nobody asked for it; null when somebody did
     */
    void unsubscribed(SocketSession session, @Nullable JsonText id, ChannelName channel, @Nullable String reason);

    /**
     * Frames for one subscription, all of them: {@link Line#deliver} in the format that the subscription has. Called for each
     * subscriber of each batch: nothing is allocated here.
     */
    void deliver(SocketSession session, Subscription subscription, FrameBatch batch);

    /** The subscription has a gap, and goes on at the reset's position. */
    void reset(SocketSession session, Subscription subscription, Reset reset);

    /**
     * A new credential counts.
     *
     * @param expiresAtMillis when it ends, in ms since 1970; {@code Long.MAX_VALUE} = never
     */
    void refreshed(SocketSession session, @Nullable JsonText id, long expiresAtMillis);

    /** A command was refused, or its answer is not known. */
    void error(SocketSession session, @Nullable JsonText id, HubException refusal);

    /**
     * The last thing that is said, unless a large message is on its way; then the line is closed with the reason's code. Who was
     * turned away at the start ({@link SocketSession#hasBegun} is false) was never told {@link #connected}.
     *
     * @param detail what more there is to say; empty when nothing
     * @param retryAfterMillis when the client may come back; 0 = it shall not, or as it likes
     */
    void disconnect(SocketSession session, Disconnect reason, String detail, long retryAfterMillis);

    /** The session has ended, whoever ended it: nothing comes after. For dialects that keep what belongs to one session. */
    default void gone(SocketSession session) {}

    /**
     * What asks the client's application for a sign of life, on lines that don't watch for themselves. Null where the dialect has
     * no such message: then the line is pinged.
     */
    byte @Nullable [] heartbeat();
}
