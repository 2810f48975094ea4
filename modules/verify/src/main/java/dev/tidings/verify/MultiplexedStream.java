package dev.tidings.verify;

import dev.tidings.model.Position;
import dev.tidings.verify.EventStreamParser.Event;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream of several channels under one cursor, enveloped. Owned by the run's event loop. */
final class MultiplexedStream extends StreamReader {

    private final Map<String, Track> tracks = new LinkedHashMap<>();

    MultiplexedStream(Rig rig, String name, List<String> channels, boolean patient) {
        super(rig, name, "/api/events?envelope=1&channels=" + String.join(",", channels), patient);
        channels.forEach(channel -> tracks.put(channel, rig.ledger().track(name, channel)));
    }

    @Override
    void onEvent(Event event) {
        JsonObject data = new JsonObject(event.data());
        switch (event.name()) {
            case "connected" ->
                data.getJsonObject("channels")
                        .forEach(entry -> connected(entry.getKey(), (JsonObject) entry.getValue()));
            case "reset" -> reset(data.getString("channel"), data);
            case "snapshot", "disconnect" -> {
                // This reader keeps no fold, and the end of a stream says itself.
            }
            default -> publication(data);
        }
    }

    private void connected(String channel, JsonObject state) {
        Track track = trackOf(channel);
        if (track == null) {
            return;
        }
        boolean recovered = state.getBoolean("recovered");
        if (!recovered && track.position() != null) {
            reset(channel, state);
        } else if (recovered) {
            track.recovered(Position.parse(state.getString("position")).orElseThrow());
        }
    }

    private void reset(String channel, JsonObject data) {
        Track track = trackOf(channel);
        if (track != null) {
            track.reset(Position.parse(data.getString("position")).orElseThrow());
        }
    }

    private void publication(JsonObject envelope) {
        Track track = trackOf(envelope.getString("channel"));
        JsonObject data = envelope.getJsonObject("data");
        Position here = track == null ? null : track.position();
        if (track == null || here == null) {
            rig().problem(name() + ": an event before its channel: " + envelope);
            return;
        }
        Position position = new Position(here.epoch(), envelope.getLong("offset"));
        track.received(rig().delivery(position, data), rig().nanos());
    }

    private @Nullable Track trackOf(@Nullable String channel) {
        Track track = channel == null ? null : tracks.get(channel);
        if (track == null) {
            rig().problem(name() + ": an event of channel " + channel);
        }
        return track;
    }
}
