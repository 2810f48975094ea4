package dev.tidings.it.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An event stream, read to its end by a thread of its own. Thread-safe because its list is. */
final class EventReader implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final InputStream stream;

    /** One event. */
    record Event(String id, String name, String data) {}

    /**
     * @param lastEventId where to resume; empty = from now on
     * @param headers further ones, each name followed by its value
     */
    EventReader(URI uri, String lastEventId, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        stream = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                .body();
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        Thread thread = new Thread(() -> read(lines), "event-reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** Everything so far. */
    List<Event> events() {
        return events;
    }

    /** What the {@code message} events so far carry, in order. */
    List<Integer> numbers() {
        return events.stream()
                .filter(event -> event.name().equals("message"))
                .map(event -> Integer.valueOf(event.data()))
                .toList();
    }

    /** The position that a reconnect would show. */
    String lastId() {
        return events.stream().map(Event::id).filter(id -> !id.isEmpty()).reduce("", (before, next) -> next);
    }

    boolean has(String name) {
        return events.stream().anyMatch(event -> event.name().equals(name));
    }

    private void read(BufferedReader lines) {
        String id = "";
        String name = "message";
        StringBuilder data = new StringBuilder();
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line, 6, line.length());
                } else if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(id, name, data.toString()));
                    id = "";
                    name = "message";
                    data.setLength(0);
                }
            }
        } catch (IOException e) {
            events.add(new Event("", "cut", e.toString()));
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
