package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;

/** One connected client on one node, whatever its transport. Owned by its event loop: every method is called there. */
public interface Session {

    /** The connection's name, unguessable, {@code <node>.<random>}: letters, digits, {@code .}, {@code -}, {@code _}. */
    String connection();

    /**
     * Subscribes to a channel. The future completes on the session's loop; then the bridge writes its acknowledgement and
     * calls {@link Subscription#start}. A position that can't be resumed is no failure: {@code recovered} is false, and
     * for a collection there is a snapshot.
     *
     * @param snapshot whether a collection's snapshot is wanted in any case; no effect on other channels
     * @return fails with {@code unavailable} when the log can't be asked in time, or when the session is closed
     */
    Future<Subscription> subscribe(ChannelName channel, StartingPoint start, boolean snapshot);

    /** Whose the session is from now on: who came without a name has given one. */
    void identify(String subject);

    /** The connection can be written to again. */
    void drained();

    /** The connection is gone: ends all subscriptions and forgets the session. Idempotent. */
    void close();

    /** Closes the session and tells the client why. */
    void disconnect(Disconnect reason, long retryAfterMillis);

    /** Whether it was closed. */
    boolean isClosed();
}
