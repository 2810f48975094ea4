package dev.tidings.it.proxy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes numbers, 0 and up, and repeats what it does not know the outcome of with the same key. Owned by the thread that made
 * it.
 */
final class Writer {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final HttpClient client;
    private final URI uri;
    private final String channel;
    private final List<Integer> refusals = new ArrayList<>();
    private String position = "";
    private int next;

    /** @param hub where it is reached */
    Writer(HttpClient client, URI hub, String channel) {
        this.client = client;
        this.channel = channel;
        this.uri = hub.resolve("/api/channels/" + channel + "/publications");
    }

    /** Publishes the next number; returns when it was acknowledged. */
    void publish() {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", channel + "/" + next)
                .POST(HttpRequest.BodyPublishers.ofString("{\"data\":" + next + "}"))
                .build();
        await("publishing " + next + " to " + channel)
                .pollInterval(PAUSE)
                .pollDelay(Duration.ZERO)
                .atMost(LIMIT)
                .until(() -> isPublished(request));
        next++;
    }

    void publish(int count) {
        for (int i = 0; i < count; i++) {
            publish();
        }
    }

    private boolean isPublished(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 201) {
                position = answer.headers().firstValue("tidings-position").orElse(position);
                return true;
            }
            refusals.add(answer.statusCode());
        } catch (IOException e) {
            refusals.add(0);
        }
        return false;
    }

    String channel() {
        return channel;
    }

    /** How many were acknowledged. */
    int published() {
        return next;
    }

    /** The position of the last one. */
    String position() {
        return position;
    }

    /** The statuses of answers that were no acknowledgement; 0 = a connection that was cut. */
    List<Integer> refusals() {
        return refusals;
    }
}
