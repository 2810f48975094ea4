package dev.tidings.server;

import dev.tidings.model.JsonText;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows channels over as many connections as it takes, and knows the position of each. Owned by the main thread.
 *
 * <p>It uses the stream that is asked for by POST, since there every event names its channel and position.
 */
final class TailSession {

    /** The hub's heartbeat is 15 s by default: after three of them the line is taken for dead. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private static final Duration HEAD_TIME = Duration.ofSeconds(15);
    private static final long MIN_WAIT_MILLIS = 500;
    private static final long MAX_WAIT_MILLIS = 30_000;

    private final HubAddress hub;
    private final Map<String, @Nullable String> positions;
    private final PrintWriter out;
    private final PrintWriter err;
    private boolean wasConnected;
    private int failures;
    private long retryMillis = -1;

    /** @param positions where each channel begins; null = now. Kept up to date here */
    TailSession(HubAddress hub, Map<String, @Nullable String> positions, PrintWriter out, PrintWriter err) {
        this.hub = hub;
        this.positions = positions;
        this.out = out;
        this.err = err;
    }

    /** Runs until the process ends, or fails when the hub says that it shall not come back. */
    void run() {
        while (true) {
            try {
                follow();
            } catch (IOException e) {
                if (!wasConnected) {
                    throw hub.unreachable(e);
                }
                err.println("tidings: the connection was lost: " + Tidings.oneLine(e));
            }
            pause();
        }
    }

    /** One connection, from its request to its end. */
    private void follow() throws IOException {
        HttpRequest request = hub.request("/api/events")
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .timeout(HEAD_TIME)
                .POST(BodyPublishers.ofString(body()))
                .build();
        HttpResponse<InputStream> response = hub.send(request, BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            int status = response.statusCode();
            if (status >= 500) {
                throw new IOException("the hub answered " + status);
            }
            if (status != 200) {
                String problem = new String(in.readNBytes(64 * 1024), StandardCharsets.UTF_8);
                throw CommandFailure.failed(Refusal.text(status, problem));
            }
            try (Silence silence = new Silence(SILENCE, in)) {
                read(new StreamEvents(in, silence::heard));
            }
        }
    }

    private String body() {
        return positions.entrySet().stream()
                .map(entry -> JsonText.quote(entry.getKey()) + ":"
                        + (entry.getValue() == null ? "null" : JsonText.quote(entry.getValue())))
                .collect(Collectors.joining(",", "{\"channels\":{", "}}"));
    }

    private void read(StreamEvents events) throws IOException {
        for (StreamEvent event = events.next(); event != null; event = events.next()) {
            retryMillis = events.retryMillis();
            try {
                take(event);
            } catch (DecodeException | ClassCastException e) {
                throw new IOException("the stream held something that is no event of a hub", e);
            }
        }
    }

    private void take(StreamEvent event) {
        switch (event.name()) {
            case "connected" -> connected(new JsonObject(event.data()));
            case "reset" -> reset(new JsonObject(event.data()));
            case "snapshot" -> snapshot(new JsonObject(event.data()), event.id());
            case "disconnect" -> disconnected(new JsonObject(event.data()));
            default -> publication(event);
        }
    }

    private void connected(JsonObject data) {
        JsonObject channels = data.getJsonObject("channels", new JsonObject());
        for (String channel : channels.fieldNames()) {
            JsonObject state = channels.getJsonObject(channel);
            String position = state.getString("position");
            if (!state.getBoolean("recovered", true) && positions.get(channel) != null) {
                err.println("tidings: " + channel + ": could not be resumed without a gap; goes on at " + position);
            }
            moved(channel, position);
        }
        wasConnected = true;
        failures = 0;
    }

    private void reset(JsonObject data) {
        String channel = data.getString("channel");
        String position = data.getString("position");
        err.println("tidings: " + channel + ": reset (" + data.getString("reason") + "); goes on at " + position);
        moved(channel, position);
    }

    private void snapshot(JsonObject data, String id) {
        String channel = data.getString("channel");
        err.println("tidings: " + channel + ": the collection was sent anew; goes on after " + id);
        moved(channel, id);
    }

    private void disconnected(JsonObject data) {
        String reason = data.getInteger("code") + " " + data.getString("reason");
        if (!data.getBoolean("reconnect", true)) {
            throw CommandFailure.failed("the hub ended the stream: " + reason);
        }
        err.println("tidings: the hub ended the stream: " + reason + "; coming back");
    }

    private void publication(StreamEvent event) {
        String channel = new JsonObject(event.data()).getString("channel");
        if (channel == null || !positions.containsKey(channel)) {
            return;
        }
        boolean positioned = !event.id().isEmpty();
        String begin = positioned ? "{\"position\":" + JsonText.quote(event.id()) + "," : "{";
        out.println(begin + event.data().substring(1));
        if (positioned) {
            moved(channel, event.id());
        }
    }

    private void moved(@Nullable String channel, @Nullable String position) {
        if (channel != null && position != null && !position.isEmpty()) {
            positions.put(channel, position);
        }
    }

    /** As long as the hub said, else longer with each failure; never at the same moment as everybody. */
    private void pause() {
        long most = Math.min(MAX_WAIT_MILLIS, MIN_WAIT_MILLIS << Math.min(failures, 6));
        failures++;
        long wait = retryMillis >= 0 && failures == 1
                ? retryMillis
                : ThreadLocalRandom.current().nextLong(most) + 1;
        try {
            Thread.sleep(Math.min(wait, MAX_WAIT_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted");
        }
    }
}
