package dev.tidings.sse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of an event stream (WHATWG HTML, server-sent events). Immutable; pure functions, and the only place that writes
 * fields. Whatever it is given, one call gives exactly one event: no value can end its field, let alone begin another.
 * CR, LF and CRLF in data become further {@code data} lines; in {@code id} and {@code event} they are left out, and NUL
 * everywhere.
 */
final class EventText {

    private static final byte[] ID = ascii("id: ");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] END = ascii("\n\n");

    /** A comment and nothing else: dispatches nothing, and shows that the line is alive. */
    private static final byte[] HEARTBEAT = ascii(":\n\n");

    private EventText() {}

    /**
     * One event.
     *
     * @param id what a client comes back with; null leaves the last one standing
     * @param event its name; null is {@code message}
     * @param data UTF-8
     */
    static byte[] event(@Nullable String id, @Nullable String event, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 64);
        fields(out, id, event);
        data(out, data);
        out.write('\n');
        return out.toByteArray();
    }

    /** {@link #event(String, String, byte[])} of text. */
    static byte[] event(@Nullable String id, @Nullable String event, String data) {
        return event(id, event, utf8(data));
    }

    /** What stands before the data of an event whose data follows in parts, all on one line; {@link #closing} ends it. */
    static byte[] opening(@Nullable String id, @Nullable String event, String dataBegin) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        fields(out, id, event);
        out.writeBytes(DATA);
        out.writeBytes(singleLine(utf8(dataBegin)));
        return out.toByteArray();
    }

    /** The end of such an event. */
    static byte[] closing(String dataEnd) {
        return concat(singleLine(utf8(dataEnd)), END);
    }

    /** How long a client waits before it comes back. */
    static byte[] retry(long millis) {
        return ascii("retry: " + Math.max(0, millis) + "\n\n");
    }

    /** Moves the client's last id along without an event. */
    static byte[] idOnly(String id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(id.length() + 8);
        field(out, ID, id);
        out.write('\n');
        return out.toByteArray();
    }

    /** Shows that the line is alive. Shared: not to be written to. */
    static byte[] heartbeat() {
        return HEARTBEAT;
    }

    /** A comment of one line, to be followed by an event. */
    static byte[] comment(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
        field(out, ascii(": "), text);
        return out.toByteArray();
    }

    /**
     * JSON for a single {@code data} line: itself when it holds no CR, LF or NUL, else a copy with spaces for them, which
     * in JSON can only stand between tokens.
     */
    static byte[] singleLine(byte[] json) {
        for (byte b : json) {
            if (breaks(b)) {
                return blanked(json);
            }
        }
        return json;
    }

    private static byte[] blanked(byte[] json) {
        byte[] copy = json.clone();
        for (int i = 0; i < copy.length; i++) {
            if (breaks(copy[i])) {
                copy[i] = ' ';
            }
        }
        return copy;
    }

    private static void fields(ByteArrayOutputStream out, @Nullable String id, @Nullable String event) {
        if (id != null) {
            field(out, ID, id);
        }
        if (event != null) {
            field(out, EVENT, event);
        }
    }

    private static void field(ByteArrayOutputStream out, byte[] name, String value) {
        out.writeBytes(name);
        for (byte b : utf8(value)) {
            if (!breaks(b)) {
                out.write(b);
            }
        }
        out.write('\n');
    }

    private static void data(ByteArrayOutputStream out, byte[] data) {
        out.writeBytes(DATA);
        int from = 0;
        for (int i = 0; i < data.length; i++) {
            byte b = data[i];
            if (!breaks(b)) {
                continue;
            }
            out.write(data, from, i - from);
            if (b == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
                i++;
            }
            if (b != 0) {
                out.write('\n');
                out.writeBytes(DATA);
            }
            from = i + 1;
        }
        out.write(data, from, data.length - from);
        out.write('\n');
    }

    /** Two texts as one. */
    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static boolean breaks(byte b) {
        return b == '\n' || b == '\r' || b == 0;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
