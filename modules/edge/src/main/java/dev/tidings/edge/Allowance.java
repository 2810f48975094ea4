package dev.tidings.edge;

import dev.tidings.model.HubException;
import org.jspecify.annotations.Nullable;

/**
 * What one client may still have: its address's and its user's limits together, those of its live connection besides. One
 * for each request, and for the live connection that a request becomes. Owned by its event loop; what it counts on is shared
 * by all loops. Who isn't known by name counts by address alone.
 */
public interface Allowance {

    /**
     * Takes one command of a live connection (a frame may hold several).
     *
     * @param write whether it publishes or writes
     * @return null when it was taken; else {@code too-many-requests} with the time to wait and the limit in words, and nothing
     *     was taken
     */
    @Nullable
    HubException command(boolean write);

    /**
     * Takes further writes of a request that was let in as one, such as the items of a batch beyond the first. All or
     * nothing; the first batch may take more than there is, so that it never is too large, and what follows waits for it.
     *
     * @throws HubException {@code too-many-requests} when others have taken more than there was; nothing was taken
     */
    void writes(int further);

    /** Counts one live connection: an event stream or a socket. To be closed when it has ended. */
    Live live();

    /** One live connection that counts. Owned by its event loop. */
    interface Live {

        /** Why there can't be one more, naming the limit (code 3503); null when there can. A refused one doesn't count. */
        @Nullable
        String refusal();

        /** It has ended. Idempotent. */
        void close();
    }
}
