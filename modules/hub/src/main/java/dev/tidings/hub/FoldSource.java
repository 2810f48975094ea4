package dev.tidings.hub;

import dev.tidings.log.ReadRequest;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the folds of this node know, for its writes. Owned by the hub's loop.
 *
 * @param collections the collections of this node
 * @param channels the way to the log
 */
record FoldSource(Map<ChannelName, Collection> collections, Channels channels) implements DocumentSource {

    private static final int ONE_ENTRY_BYTES = 1;

    @Override
    public @Nullable Size size(ChannelName collection) {
        Fold fold = fold(collection);
        return fold == null ? null : new Size(fold.count(), fold.bytes(), new Position(fold.epoch(), fold.offset()));
    }

    @Override
    public @Nullable Publication document(ChannelName collection, String id) {
        Fold fold = fold(collection);
        return fold == null ? null : fold.document(id);
    }

    @Override
    public Future<?> confirm(ChannelName collection) {
        Collection known = collections.get(collection);
        return known == null
                ? Future.failedFuture(new HubException(ErrorCode.NOT_FOUND, "there is no collection " + collection))
                : known.confirmed();
    }

    @Override
    public Future<@Nullable Publication> publication(ChannelName channel, Epoch epoch, long offset) {
        return channels.log(new ReadRequest(channel, offset - 1, 1, ONE_ENTRY_BYTES))
                .map(read -> {
                    boolean there = read.epoch().equals(epoch)
                            && !read.entries().isEmpty()
                            && read.entries().get(0).offset() == offset;
                    return there ? read.entries().get(0) : null;
                });
    }

    private @Nullable Fold fold(ChannelName collection) {
        Collection known = collections.get(collection);
        return known == null ? null : known.fold();
    }
}
