package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Reads an event stream as the HTML standard has it (§9.2.6), however its bytes are cut. Owned by its stream's event loop.
 *
 * <p>Made apart from the hub's writer, so that the two check one another.
 */
final class EventStreamParser {

    /**
     * A dispatched event. Immutable.
     *
     * @param lastId the last id that the stream has set, now or earlier; empty for none
     */
    record Event(String lastId, String name, String data) {}

    private final Consumer<Event> events;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private String name = "";
    private String pendingId;
    private String lastId;
    private long retryMillis = -1;
    private boolean afterCarriageReturn;

    /** @param lastId the id that an earlier stream ended with; empty for none */
    EventStreamParser(String lastId, Consumer<Event> events) {
        this.lastId = lastId;
        this.pendingId = lastId;
        this.events = events;
    }

    /** What a reconnect sends as {@code Last-Event-ID}; empty for none. */
    String lastId() {
        return lastId;
    }

    /** The stream's {@code retry:}, ms; -1 for none. */
    long retryMillis() {
        return retryMillis;
    }

    void feed(Buffer bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            byte b = bytes.getByte(i);
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
            } else if (b == '\n' || b == '\r') {
                afterCarriageReturn = b == '\r';
                line(line.toString(UTF_8));
                line.reset();
            } else {
                afterCarriageReturn = false;
                line.write(b);
            }
        }
    }

    private void line(String text) {
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
        switch (field) {
            case "data" -> data.append(value).append('\n');
            case "event" -> name = value;
            case "id" -> pendingId = value.indexOf('\0') < 0 ? value : pendingId;
            case "retry" ->
                retryMillis = value.chars().allMatch(c -> c >= '0' && c <= '9') && !value.isEmpty()
                        ? Long.parseLong(value)
                        : retryMillis;
            default -> {
                // A comment, or a field of the future.
            }
        }
    }

    private void dispatch() {
        lastId = pendingId;
        if (!data.isEmpty()) {
            String text = data.substring(0, data.length() - 1);
            data.setLength(0);
            String event = name.isEmpty() ? "message" : name;
            name = "";
            events.accept(new Event(lastId, event, text));
        }
        name = "";
    }
}
