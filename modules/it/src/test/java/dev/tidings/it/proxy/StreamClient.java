package dev.tidings.it.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Does what an {@code EventSource} does: follows a channel whose data are numbers, comes back after every end with the id that it
 * has, and gives up when the answer is no event stream. Thread-safe because all that its thread tells is.
 */
final class StreamClient implements AutoCloseable {

    private static final long RETRY_MILLIS = 200;

    private final HttpClient client;
    private final URI uri;
    private final List<Integer> numbers = new CopyOnWriteArrayList<>();
    private final List<String> connected = new CopyOnWriteArrayList<>();
    private final List<String> disconnects = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    // Of the thread alone.
    private String lastId = "";
    private String id = "";
    private String event = "";
    private String data = "";

    StreamClient(HttpClient client, URI uri) {
        this.client = client;
        this.uri = uri;
        thread = new Thread(this::follow, "stream-client");
        thread.setDaemon(true);
        thread.start();
    }

    /** What came, in order. */
    List<Integer> numbers() {
        return numbers;
    }

    /** The data of each {@code connected}. */
    List<String> connected() {
        return connected;
    }

    /** The data of each {@code disconnect}. */
    List<String> disconnects() {
        return disconnects;
    }

    /** Answers at which an {@code EventSource} gives up. */
    List<String> refusals() {
        return refusals;
    }

    int heartbeats() {
        return heartbeats.get();
    }

    private void follow() {
        try {
            do {
                connect();
            } while (refusals.isEmpty() && !closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void connect() throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60));
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        try {
            HttpResponse<Stream<String>> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            String type = answer.headers().firstValue("content-type").orElse("");
            if (answer.statusCode() != 200 || !type.startsWith("text/event-stream")) {
                refusals.add(answer.statusCode() + " " + type);
                return;
            }
            try (Stream<String> lines = answer.body()) {
                lines.forEach(this::line);
            }
            clear(); // what no empty line ended is no event
        } catch (IOException | UncheckedIOException e) {
            clear(); // cut: comes back with the id of the last event that was whole
        }
    }

    private void line(String line) {
        if (line.startsWith(":")) {
            heartbeats.incrementAndGet();
        } else if (line.startsWith("id: ")) {
            id = line.substring(4);
        } else if (line.startsWith("event: ")) {
            event = line.substring(7);
        } else if (line.startsWith("data: ")) {
            data = line.substring(6);
        } else if (line.isEmpty()) {
            dispatch();
            clear();
        }
    }

    private void clear() {
        id = "";
        event = "";
        data = "";
    }

    private void dispatch() {
        lastId = id.isEmpty() ? lastId : id;
        if (data.isEmpty()) {
            return;
        }
        switch (event) {
            case "connected" -> connected.add(data);
            case "disconnect" -> disconnects.add(data);
            case "message" -> numbers.add(Integer.valueOf(data));
            default -> refusals.add(event + " " + data);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
