package dev.tidings.sse;

import dev.tidings.edge.Operation;
import dev.tidings.edge.Operation.Body;
import dev.tidings.edge.Operation.Parameter;
import dev.tidings.edge.Operation.Place;
import dev.tidings.edge.Operation.Response;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The table of operations of the event streams. Immutable; pure. */
final class SseOperations {

    private static final String TAG = "events";
    private static final int MAX_REWIND = 1_000;
    private static final int MAX_BODY_BYTES = 1 << 20;

    /** Whatever is no position is never an error, so it may be as long as a request may be. */
    private static final int MAX_TEXT = 1 << 20;

    private static final Response EVENTS = new Response(
            "Events without end; each begins after the id that the client gave.",
            Map.of("text/event-stream", new JsonObject().put("type", "string")),
            Map.of());
    private static final Response STAY_AWAY =
            new Response("The stream was told to stay away, and is told again.", Map.of(), Map.of());

    private static final Parameter CHANNEL =
            new Parameter(Place.PATH, "channel", true, text(255), "The channel's name.");
    private static final Parameter COLLECTION =
            new Parameter(Place.PATH, "collection", true, text(255), "The collection's name.");
    private static final Parameter CONNECTION = new Parameter(
            Place.PATH, "connection", true, text(255), "The live stream, as its event connected names it.");
    private static final Parameter LAST_EVENT_ID = new Parameter(
            Place.HEADER, "Last-Event-ID", false, text(MAX_TEXT), "The id of the last event that was received; wins.");
    private static final Parameter POSITION = new Parameter(
            Place.QUERY, "position", false, text(MAX_TEXT), "Where to begin: a position or cursor, earliest, or head.");
    private static final Parameter REWIND = new Parameter(
            Place.QUERY,
            "rewind",
            false,
            new JsonObject().put("type", "integer").put("minimum", 1).put("maximum", MAX_REWIND),
            "Begin with so many of the last publications.");
    private static final Parameter SNAPSHOT =
            new Parameter(Place.QUERY, "snapshot", false, flag(), "Begin with a collection's snapshot.");
    private static final Parameter CHANNELS = new Parameter(
            Place.QUERY,
            "channels",
            true,
            new JsonObject().put("type", "string").put("minLength", 1),
            "The channels, at most 64, with commas between them.");
    private static final Parameter ENVELOPE =
            new Parameter(Place.QUERY, "envelope", false, flag(), "Send whole publications as data.");

    private SseOperations() {}

    static List<Operation> table(SseBridge bridge) {
        return List.of(
                stream(
                        "streamChannel",
                        "/api/events/{channel}",
                        "Stream one channel.",
                        List.of(CHANNEL, ENVELOPE, LAST_EVENT_ID, POSITION, REWIND, SNAPSHOT),
                        bridge::streamChannel),
                stream(
                        "streamChannels",
                        "/api/events",
                        "Stream several channels over one connection.",
                        List.of(CHANNELS, ENVELOPE, LAST_EVENT_ID, POSITION, REWIND, SNAPSHOT),
                        bridge::streamChannels),
                stream(
                        "streamCollection",
                        "/api/{collection}/stream",
                        "Stream a collection as a whole, or its new documents one by one.",
                        List.of(COLLECTION, LAST_EVENT_ID, POSITION, REWIND, SNAPSHOT),
                        bridge::streamCollection),
                posted(bridge),
                clock(bridge));
    }

    private static Operation stream(
            String id, String path, String summary, List<Parameter> parameters, Operation.Handler handler) {
        Map<Integer, Response> responses = Map.of(200, EVENTS, 204, STAY_AWAY);
        return new Operation(id, HttpMethod.GET, path, TAG, summary, parameters, null, responses, false, handler);
    }

    private static Operation posted(SseBridge bridge) {
        JsonObject schema = new JsonObject()
                .put("type", "object")
                .put("properties", new JsonObject().put("channels", starts()))
                .put("required", new JsonArray().add("channels"));
        return new Operation(
                "streamPosted",
                HttpMethod.POST,
                "/api/events",
                TAG,
                "Stream up to " + LiveChannels.MAX_CHANNELS + " channels, each from a position of its own.",
                List.of(),
                new Body(true, MAX_BODY_BYTES, Map.of("application/json", schema)),
                Map.of(200, EVENTS, 204, STAY_AWAY),
                false,
                Operation.Handler.noWrite(bridge::streamPosted));
    }

    static Operation change(ConnectionBridge bridge) {
        JsonObject schema = new JsonObject()
                .put("type", "object")
                .put(
                        "properties",
                        new JsonObject()
                                .put("subscribe", starts())
                                .put(
                                        "unsubscribe",
                                        new JsonObject()
                                                .put("type", "array")
                                                .put("items", text(255))
                                                .put("maxItems", LiveChannels.MAX_CHANNELS))
                                .put("token", text(MAX_TEXT)));
        return new Operation(
                "changeConnection",
                HttpMethod.POST,
                "/api/connections/{connection}",
                TAG,
                "Add channels to a live stream, take some off, or give it a new token.",
                List.of(CONNECTION),
                new Body(true, MAX_BODY_BYTES, Map.of("application/json", schema)),
                Map.of(204, new Response("The stream was changed.", Map.of(), Map.of())),
                false,
                bridge::change);
    }

    private static Operation clock(SseBridge bridge) {
        return new Operation(
                "streamTime",
                HttpMethod.GET,
                "/sse",
                TAG,
                "Stream the time, once a second.",
                List.of(),
                null,
                Map.of(200, EVENTS, 204, STAY_AWAY),
                true,
                bridge::streamTime);
    }

    /** Channels, and where each begins. */
    private static JsonObject starts() {
        return new JsonObject()
                .put("type", "object")
                .put("maxProperties", LiveChannels.MAX_CHANNELS)
                .put(
                        "additionalProperties",
                        new JsonObject()
                                .put("type", new JsonArray().add("string").add("null")));
    }

    private static JsonObject text(int maxLength) {
        return new JsonObject().put("type", "string").put("maxLength", maxLength);
    }

    private static JsonObject flag() {
        return new JsonObject().put("type", "boolean");
    }
}
