package dev.tidings.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads an event stream (WHATWG HTML §9.2) event by event. Owned by one thread. */
final class StreamEvents {

    private final BufferedReader lines;
    private final Runnable onLine;
    private String id = "";
    private long retryMillis = -1;

    /** @param onLine called for every line, also those that say nothing: the connection lives */
    StreamEvents(InputStream in, Runnable onLine) {
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.onLine = onLine;
    }

    /** When the server wants the client back after an end, in ms; −1 = not said. */
    long retryMillis() {
        return retryMillis;
    }

    /** The next event; null at the end of the stream. Blocks. */
    @Nullable
    StreamEvent next() throws IOException {
        String name = "message";
        StringBuilder data = new StringBuilder();
        boolean any = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            onLine.run();
            if (line.isEmpty()) {
                if (any) {
                    return new StreamEvent(name, data.toString(), id);
                }
                name = "message";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            String text = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "data" -> {
                    data.append(any ? "\n" : "").append(text);
                    any = true;
                }
                case "event" -> name = text;
                case "id" -> id = text;
                case "retry" -> retryMillis = millis(text);
                default -> {
                    // a comment, or a field that nobody knows
                }
            }
        }
        return null;
    }

    private long millis(String text) {
        boolean digits = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : retryMillis;
    }
}
