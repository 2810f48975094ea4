package dev.tidings.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the hub is that a client command talks to, and with what credential. Owned by the main thread. */
final class HubAddress {

    private static final Duration CONNECT_TIME = Duration.ofSeconds(5);

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:TIDINGS_URL:-http://localhost:8080}",
            description = "The hub; also $TIDINGS_URL (default: http://localhost:8080).")
    private String url = "http://localhost:8080";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:TIDINGS_TOKEN}",
            description = "The token to show; better in $TIDINGS_TOKEN, where other users don't see it.")
    private @Nullable String token;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIME)
            .build();

    /** A request to a path of the hub. */
    HttpRequest.Builder request(String path) {
        URI base;
        try {
            base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--url: not a URL: " + url);
        }
        boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (!http || base.getHost() == null) {
            throw CommandFailure.usage("--url: expected http://HOST:PORT or https://HOST:PORT, found " + url);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (token != null && !token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    /**
     * Sends a request and waits for the head of its answer.
     *
     * @throws IOException when the hub can't be reached or does not answer in time
     */
    <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws IOException {
        try {
            return client.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted");
        }
    }

    /** The hub can't be reached. */
    CommandFailure unreachable(IOException cause) {
        String why = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return CommandFailure.failed("the hub at " + url + " can't be reached" + why);
    }
}
