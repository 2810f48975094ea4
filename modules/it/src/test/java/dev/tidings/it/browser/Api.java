package dev.tidings.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The hub's HTTP interface, as the tests write through it. Immutable. */
record Api(HttpClient client, String base) {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Sends JSON and expects success. */
    JsonObject send(String method, String path, JsonObject body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as("%s %s: %s", method, path, response.body())
                .isBetween(200, 299);
        return new JsonObject(response.body());
    }

    /** Publishes {@code {"n": number}} and gives its position. */
    String publish(String channel, int number) throws Exception {
        JsonObject body = new JsonObject().put("event", "tick").put("data", new JsonObject().put("n", number));
        return send("POST", "/api/channels/" + channel + "/publications", body).getString("position");
    }
}
