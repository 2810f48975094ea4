package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Finds the frames of an event stream in its text with as few looks at each byte as possible: publications of the load
 * generator have a known size, so their data is stepped over. Owned by the load loop, shared by all its connections; it
 * keeps nothing between two calls.
 */
final class FrameScanner {

    /** What a frame was; called for each, on the load loop. */
    interface Sink {

        /** A publication of the load generator, with the {@link Payload}'s number and time. */
        void publication(long offset, long number, long nanos);

        /** Any other event, such as {@code connected} or {@code reset}. */
        void other(String event, String id, String data);
    }

    private final int payloadBytes;
    private final byte[] event;

    private int idAt;
    private int idEnd;
    private int eventAt;
    private int eventEnd;
    private int dataAt;
    private int dataEnd;

    /**
     * @param event the name that the load generator publishes under
     * @param payloadBytes the size of its data
     */
    FrameScanner(String event, int payloadBytes) {
        this.event = event.getBytes(UTF_8);
        this.payloadBytes = payloadBytes;
    }

    /**
     * Hands every whole frame of {@code text[0…end)} to {@code sink}.
     *
     * @return where the first frame that isn't whole begins
     */
    int scan(byte[] text, int end, Sink sink) {
        int frame = 0;
        int line = 0;
        clear();
        while (line < end) {
            int lineEnd = lineEnd(text, line, end);
            if (lineEnd < 0) {
                return frame;
            }
            if (lineEnd == line) {
                deliver(text, sink);
                clear();
                frame = line + 1;
            } else {
                field(text, line, lineEnd);
            }
            line = lineEnd + 1;
        }
        return frame;
    }

    private int lineEnd(byte[] text, int line, int end) {
        int from = line;
        if (text[line] == 'd') {
            int guess = line + "data: ".length() + payloadBytes;
            if (guess < end && text[guess] == '\n' && text[guess - 1] == '}') {
                return guess;
            }
        }
        while (from < end) {
            if (text[from] == '\n') {
                return from;
            }
            from++;
        }
        return -1;
    }

    private void field(byte[] text, int line, int lineEnd) {
        switch (text[line]) {
            case 'i' -> {
                idAt = valueAt(text, line + 3);
                idEnd = lineEnd;
            }
            case 'e' -> {
                eventAt = valueAt(text, line + 6);
                eventEnd = lineEnd;
            }
            case 'd' -> {
                dataAt = valueAt(text, line + 5);
                dataEnd = lineEnd;
            }
            default -> {
                // Comments and retry say nothing about deliveries.
            }
        }
    }

    private static int valueAt(byte[] text, int at) {
        return text[at] == ' ' ? at + 1 : at;
    }

    private void deliver(byte[] text, Sink sink) {
        if (dataEnd == 0) {
            return;
        }
        if (isPublication(text)) {
            sink.publication(offset(text), Payload.number(text, dataAt), Payload.nanos(text, dataAt));
        } else {
            sink.other(
                    new String(text, eventAt, eventEnd - eventAt, UTF_8),
                    new String(text, idAt, idEnd - idAt, UTF_8),
                    new String(text, dataAt, dataEnd - dataAt, UTF_8));
        }
    }

    private boolean isPublication(byte[] text) {
        if (eventEnd - eventAt != event.length || dataEnd - dataAt != payloadBytes) {
            return false;
        }
        for (int i = 0; i < event.length; i++) {
            if (text[eventAt + i] != event[i]) {
                return false;
            }
        }
        return true;
    }

    /** What stands behind the hyphen of {@code <epoch>-<offset>}; -1 without an id. */
    private long offset(byte[] text) {
        if (idEnd == 0) {
            return -1;
        }
        long value = 0;
        long power = 1;
        for (int i = idEnd - 1; i >= idAt && text[i] >= '0' && text[i] <= '9'; i--) {
            value += (text[i] - '0') * power;
            power *= 10;
        }
        return value;
    }

    private void clear() {
        idAt = 0;
        idEnd = 0;
        eventAt = 0;
        eventEnd = 0;
        dataAt = 0;
        dataEnd = 0;
    }
}
