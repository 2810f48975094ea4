package dev.tidings.api;

import dev.tidings.edge.Exchange;
import dev.tidings.edge.Right;
import dev.tidings.hub.DocumentView;
import dev.tidings.hub.Snapshot;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads collections and their documents, and holds those who want to wait for a change. Immutable. */
final class CollectionReads {

    /** The whole collection, or a word that it is as the client knows it. */
    void list(Exchange exchange) {
        ChannelName collection = readable(exchange);
        EntityTags known = EntityTags.of(exchange, "If-None-Match");
        long waitMillis = WaitTime.millis(exchange);
        Reply.with(exchange, exchange.port().snapshot(collection), snapshot -> {
            if (waitMillis > 0 && isKnown(snapshot, known)) {
                LongPoll.hold(
                        exchange,
                        collection,
                        snapshot.position(),
                        waitMillis,
                        () -> listNow(exchange, collection, known));
            } else {
                answer(exchange, snapshot, known);
            }
        });
    }

    /** One document. */
    void one(Exchange exchange) {
        ChannelName collection = readable(exchange);
        EntityTags known = EntityTags.of(exchange, "If-None-Match");
        String id = exchange.path("id");
        Reply.with(exchange, exchange.port().document(collection, id), found -> answer(exchange, id, found, known));
    }

    private static void listNow(Exchange exchange, ChannelName collection, @Nullable EntityTags known) {
        Reply.with(exchange, exchange.port().snapshot(collection), snapshot -> answer(exchange, snapshot, known));
    }

    private static void answer(Exchange exchange, Snapshot snapshot, @Nullable EntityTags known) {
        String position = snapshot.position().toString();
        head(exchange, position, snapshot.staleMillis(), position);
        if (isKnown(snapshot, known)) {
            exchange.respond(304);
        } else {
            exchange.respond(200, snapshot.documents());
        }
    }

    private static void answer(Exchange exchange, String id, Optional<DocumentView> found, @Nullable EntityTags known) {
        DocumentView view =
                found.orElseThrow(() -> new HubException(ErrorCode.NOT_FOUND, "there is no document " + id));
        String version = Long.toString(view.version());
        head(exchange, version, view.staleMillis(), view.position().toString());
        if (known != null && known.matchesWeakly(version)) {
            exchange.respond(304);
        } else {
            exchange.respond(200, view.document());
        }
    }

    private static void head(Exchange exchange, String tag, long staleMillis, String position) {
        exchange.set("ETag", '"' + tag + '"');
        exchange.set("Cache-Control", "no-cache");
        exchange.set("Tidings-Position", position);
        if (staleMillis > 0) {
            exchange.set("Tidings-Stale", Long.toString((staleMillis + 999) / 1_000));
        }
    }

    private static boolean isKnown(Snapshot snapshot, @Nullable EntityTags known) {
        return known != null && known.matchesWeakly(snapshot.position().toString());
    }

    private static ChannelName readable(Exchange exchange) {
        ChannelName collection = new ChannelName(exchange.path("collection"));
        exchange.require(Right.SUBSCRIBE, collection);
        if (exchange.port().collection(collection).isEmpty()) {
            throw new HubException(ErrorCode.NOT_FOUND, "there is no collection " + collection);
        }
        return collection;
    }
}
