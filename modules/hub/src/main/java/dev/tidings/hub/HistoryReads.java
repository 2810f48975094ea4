package dev.tidings.hub;

import dev.tidings.log.ChannelRead;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.List;

/** Pages of history, straight from the log. Owned by the hub's loop; without state of its own. */
final class HistoryReads {

    private static final int MAX_BYTES = 1024 * 1024;

    private final Channels channels;

    HistoryReads(Channels channels) {
        this.channels = channels;
    }

    /** The page that follows {@code since}; where that can't be followed, what is there, and {@code recovered} false. */
    Future<History> read(ChannelName channel, StartingPoint since, int limit) {
        if (since instanceof StartingPoint.Head) {
            return channels.log(ReadRequest.bounds(channel)).map(read -> page(read, head(read), true, List.of()));
        }
        if (since instanceof StartingPoint.Rewind rewind) {
            int count = Math.min(rewind.count(), limit);
            return channels.log(new ReadRequest(channel, ReadRequest.LAST, count, MAX_BYTES))
                    .map(read -> page(read, head(read), true, read.entries()));
        }
        if (since instanceof StartingPoint.After after) {
            return readAfter(channel, after.position(), limit);
        }
        return fromOldest(channel, limit, since instanceof StartingPoint.Earliest);
    }

    private Future<History> readAfter(ChannelName channel, Position position, int limit) {
        return channels.log(new ReadRequest(channel, position.offset(), limit, MAX_BYTES))
                .compose(read -> {
                    boolean known = read.epoch().equals(position.epoch()) && position.offset() <= read.head();
                    if (!known) {
                        return fromOldest(channel, limit, false);
                    }
                    boolean whole = !read.isTrimmedAfter(position.offset());
                    Position stands = whole ? position : head(read);
                    return Future.succeededFuture(page(read, stands, whole, read.entries()));
                });
    }

    private Future<History> fromOldest(ChannelName channel, int limit, boolean recovered) {
        return channels.log(new ReadRequest(channel, 0, limit, MAX_BYTES))
                .map(read -> page(read, head(read), recovered, read.entries()));
    }

    private static History page(ChannelRead read, Position whenEmpty, boolean recovered, List<Publication> entries) {
        Position position = entries.isEmpty()
                ? whenEmpty
                : new Position(read.epoch(), entries.get(entries.size() - 1).offset());
        return new History(position, head(read), recovered, entries);
    }

    private static Position head(ChannelRead read) {
        return new Position(read.epoch(), read.head());
    }
}
