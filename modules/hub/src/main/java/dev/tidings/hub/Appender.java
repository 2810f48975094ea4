package dev.tidings.hub;

import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import io.vertx.core.Future;

/**
 * The way of one item to the log: for the hub's own parts, and for those who must be the only ones to do something and keep
 * a lease there. Owned by one loop: called there, and the answer arrives there.
 */
public interface Appender {

    /**
     * Appends an item. Items for one channel are applied in the order of the calls.
     *
     * @return fails with a {@link dev.tidings.model.HubException}: {@code unavailable}, {@code overloaded}, {@code
     *     storage-full} or {@code draining} = nothing was applied, {@code outcome-unknown} = it may have been
     */
    Future<AppendResult> append(Append append);
}
