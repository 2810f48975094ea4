package dev.tidings.sse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of an event stream, written from the standard alone (WHATWG HTML §9.2.5 and §9.2.6), to judge the hub's
 * side by. Owned by its test.
 */
final class EventStreamParser {

    /**
     * An event as a page would see it.
     *
     * @param lastEventId what the client would come back with after it
     */
    record Event(String type, String data, String lastEventId) {}

    private final List<Event> events = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private byte[] rest = {};
    private boolean begun;
    private boolean skipLineFeed;
    private String type = "";
    private String idBuffer = "";
    private String lastEventId = "";
    private @Nullable Long reconnectionMillis;

    /** Parses a whole stream. */
    static EventStreamParser of(byte[] stream) {
        EventStreamParser parser = new EventStreamParser();
        parser.feed(stream);
        return parser;
    }

    List<Event> events() {
        return events;
    }

    List<String> comments() {
        return comments;
    }

    String lastEventId() {
        return lastEventId;
    }

    @Nullable
    Long reconnectionMillis() {
        return reconnectionMillis;
    }

    /** Takes what arrived; a line that has not ended is kept. */
    void feed(byte[] bytes) {
        byte[] all = new byte[rest.length + bytes.length];
        System.arraycopy(rest, 0, all, 0, rest.length);
        System.arraycopy(bytes, 0, all, rest.length, bytes.length);
        int lineBegin = 0;
        if (!begun) {
            if (all.length < 3 && isBomPrefix(all)) {
                rest = all;
                return;
            }
            begun = true;
            lineBegin = all.length >= 3 && isBomPrefix(all) ? 3 : 0;
        }
        for (int i = lineBegin; i < all.length; i++) {
            if (skipLineFeed) {
                skipLineFeed = false;
                if (all[i] == '\n') {
                    lineBegin = i + 1;
                    continue;
                }
            }
            if (all[i] == '\n' || all[i] == '\r') {
                line(new String(all, lineBegin, i - lineBegin, StandardCharsets.UTF_8));
                skipLineFeed = all[i] == '\r';
                lineBegin = i + 1;
            }
        }
        rest = java.util.Arrays.copyOfRange(all, lineBegin, all.length);
    }

    private static boolean isBomPrefix(byte[] bytes) {
        int[] bom = {0xEF, 0xBB, 0xBF};
        for (int i = 0; i < Math.min(3, bytes.length); i++) {
            if ((bytes[i] & 0xff) != bom[i]) {
                return false;
            }
        }
        return true;
    }

    private void line(String line) {
        if (line.isEmpty()) {
            dispatch();
            return;
        }
        int colon = line.indexOf(':');
        if (colon == 0) {
            comments.add(line.substring(1));
            return;
        }
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        field(field, value.startsWith(" ") ? value.substring(1) : value);
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> type = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    idBuffer = value;
                }
            }
            case "retry" -> {
                if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    reconnectionMillis = Long.parseLong(value);
                }
            }
            default -> {
                // the standard ignores every other field
            }
        }
    }

    private void dispatch() {
        lastEventId = idBuffer;
        if (data.isEmpty()) {
            type = "";
            return;
        }
        data.setLength(data.length() - 1);
        events.add(new Event(type.isEmpty() ? "message" : type, data.toString(), lastEventId));
        data.setLength(0);
        type = "";
    }
}
