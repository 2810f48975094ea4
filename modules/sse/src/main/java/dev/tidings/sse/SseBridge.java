package dev.tidings.sse;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import dev.tidings.edge.Right;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.HubPort;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.StartingPoint;
import dev.tidings.sse.EventStream.Opening;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The requests for event streams. Owned by its event loop, like the streams that it opens. */
final class SseBridge implements Bridge {

    private final SseService service;
    private final HubPort port;
    private final LoopStreams streams;
    private final ClockFeed clock;
    private final Map<ChannelName, PayloadFeed> feeds = new HashMap<>();

    SseBridge(SseService service, HubPort port) {
        this.service = service;
        this.port = port;
        this.streams = new LoopStreams(service, port.loop());
        this.clock = new ClockFeed(port.loop());
    }

    @Override
    public List<Operation> operations() {
        return SseOperations.table(this);
    }

    /** {@code GET /api/events/{channel}}. */
    void streamChannel(Exchange exchange) {
        ChannelName channel = new ChannelName(exchange.path("channel"));
        exchange.require(Right.SUBSCRIBE, channel);
        Opening opening = opening(exchange);
        if (opening != null) {
            NamedStream stream = new NamedStream(opening, channel, exchange.flag("envelope"));
            if (stream.open(port)) {
                stream.subscribe(StreamRequests.start(exchange), exchange.flag("snapshot"));
            }
        }
    }

    /** {@code GET /api/{collection}/stream}. */
    void streamCollection(Exchange exchange) {
        String name = exchange.path("collection");
        Optional<CollectionSettings> known =
                ChannelName.isValid(name) ? port.collection(new ChannelName(name)) : Optional.empty();
        CollectionSettings collection =
                known.orElseThrow(() -> new HubException(ErrorCode.NOT_FOUND, "There is no such collection."));
        exchange.require(Right.SUBSCRIBE, collection.name());
        Opening opening = opening(exchange);
        if (opening == null) {
            return;
        }
        if (collection.streamsItems()) {
            NamedStream stream = new NamedStream(opening, collection.name(), service.itemFormat(collection));
            if (stream.open(port)) {
                stream.subscribe(StreamRequests.start(exchange), exchange.flag("snapshot"));
            }
        } else {
            PayloadStream stream = new PayloadStream(opening, collection.name(), feed(collection));
            if (stream.open(port)) {
                stream.subscribe();
            }
        }
    }

    /** {@code GET /api/events?channels=}. */
    void streamChannels(Exchange exchange) {
        List<ChannelName> channels = StreamRequests.channels(exchange);
        channels.forEach(channel -> exchange.require(Right.SUBSCRIBE, channel));
        Opening opening = opening(exchange);
        if (opening == null) {
            return;
        }
        MultiStream stream = MultiStream.withCursor(opening, channels, exchange.flag("envelope"));
        if (stream.open(port)) {
            boolean snapshot = exchange.flag("snapshot");
            StreamRequests.starts(exchange, channels)
                    .onSuccess(starts -> stream.subscribe(starts, snapshot))
                    .onFailure(stream::failed);
        }
    }

    /** {@code POST /api/events}. */
    void streamPosted(Exchange exchange) {
        Map<ChannelName, StartingPoint> starts = StreamRequests.posted(exchange);
        starts.keySet().forEach(channel -> exchange.require(Right.SUBSCRIBE, channel));
        Opening opening = opening(exchange);
        if (opening == null) {
            return;
        }
        MultiStream stream = MultiStream.withPositions(opening);
        if (stream.open(port)) {
            stream.subscribe(starts, false);
        }
    }

    /** {@code GET /sse}. */
    void streamTime(Exchange exchange) {
        Opening opening = opening(exchange);
        if (opening == null) {
            return;
        }
        ClockStream stream = new ClockStream(opening, clock);
        if (stream.open(port)) {
            stream.begin();
        }
    }

    /** How many streams are open on this loop. */
    int open() {
        return streams.open();
    }

    /** How many collections are sent whole on this loop. */
    int feeds() {
        return feeds.size();
    }

    /** Sends the head of a stream; null when that was all, or this one was told to stay away and has been told again. */
    private @Nullable Opening opening(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (request.method().equals(HttpMethod.HEAD)) {
            exchange.respond(200, "text/event-stream", new byte[0]);
            return null;
        }
        String lastId = StreamRequests.lastEventId(exchange);
        String address = exchange.clientAddress();
        boolean isNobody = exchange.identity().credential().isEmpty();
        long nobodysKey = RefusedStreams.stream("", address, request.uri());
        long key = isNobody
                ? nobodysKey
                : RefusedStreams.stream(exchange.identity().subject(), address, request.uri());
        if (streams.isRefused(key, lastId)) {
            streams.counters().countRefused();
            exchange.respond(204);
            return null;
        }
        exchange.set("Content-Type", "text/event-stream");
        exchange.set("Cache-Control", "no-cache, no-transform");
        exchange.set("X-Accel-Buffering", "no");
        if (request.version() == HttpVersion.HTTP_1_1) {
            exchange.set("Connection", "keep-alive");
        }
        return new Opening(
                streams, exchange.stream(200), exchange.identity(), exchange.allowance(), key, nobodysKey, lastId);
    }

    private PayloadFeed feed(CollectionSettings collection) {
        return feeds.computeIfAbsent(
                collection.name(), name -> new PayloadFeed(port, name, streams, () -> feeds.remove(name)));
    }
}
