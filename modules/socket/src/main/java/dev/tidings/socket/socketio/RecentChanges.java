package dev.tidings.socket.socketio;

import dev.tidings.hub.History;
import dev.tidings.hub.HubPort;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The documents that changed before a client came: after the position that it names, else in the last minute. Owned by its
 * event loop. All who come at one position of a collection without naming another share one read of the log.
 */
final class RecentChanges {

    /** How far back a client is told of changes that names no position. */
    static final long RECENT_MILLIS = 60_000;

    /** How many changes are looked through at the most; a client that missed more has the snapshot. */
    static final int MAX_PAGES = 10;

    private static final int PAGE = 1_000;

    private final HubPort port;
    private final Map<ChannelName, Shared> shared = new HashMap<>();

    /** What those get who come at one position; what has aged meanwhile is left out for each. */
    private record Shared(Position position, Future<List<Publication>> read) {}

    RecentChanges(HubPort port) {
        this.port = port;
    }

    /**
     * The documents that changed up to a position, each as it was last, in the order of their changes.
     *
     * @param since what the client has; what can't be followed is as if it had nothing
     * @param until the snapshot's position
     * @return fails as {@link HubPort#history}
     */
    Future<List<Publication>> read(ChannelName collection, StartingPoint since, Position until) {
        if (since instanceof StartingPoint.After after) {
            List<Publication> changes = new ArrayList<>();
            return page(collection, after.position(), until, changes, MAX_PAGES)
                    .compose(whole -> whole
                            ? Future.succeededFuture(documents(changes, until, Long.MIN_VALUE))
                            : lastMinute(collection, until));
        }
        return lastMinute(collection, until);
    }

    private Future<List<Publication>> lastMinute(ChannelName collection, Position until) {
        Shared known = shared.get(collection);
        if (known == null || !known.position.equals(until) || known.read.failed()) {
            Future<List<Publication>> read = port.history(collection, new StartingPoint.Rewind(PAGE), PAGE)
                    .map(History::publications);
            known = new Shared(until, read);
            shared.put(collection, known);
        }
        long oldest = port.loop().wallMillis() - RECENT_MILLIS;
        return known.read.map(changes -> documents(changes, until, oldest));
    }

    /** Whether all that is between could be read. */
    private Future<Boolean> page(
            ChannelName collection, Position since, Position until, List<Publication> into, int pages) {
        if (!since.epoch().equals(until.epoch()) || pages == 0) {
            return Future.succeededFuture(false);
        }
        if (since.offset() >= until.offset()) {
            return Future.succeededFuture(true);
        }
        return port.history(collection, new StartingPoint.After(since), PAGE).compose(history -> {
            if (!history.recovered() || history.publications().isEmpty()) {
                return Future.succeededFuture(false);
            }
            into.addAll(history.publications());
            return page(collection, history.position(), until, into, pages - 1);
        });
    }

    private static List<Publication> documents(List<Publication> changes, Position until, long oldestMillis) {
        Map<String, Publication> last = new LinkedHashMap<>();
        for (Publication change : changes) {
            String id = change.key();
            boolean counts = change.offset() <= until.offset() && change.timeMillis() >= oldestMillis;
            if (id != null && counts && change.change() != Change.NONE) {
                last.remove(id);
                if (change.change() == Change.PUT) {
                    last.put(id, change);
                }
            }
        }
        return List.copyOf(last.values());
    }
}
