package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Finds publications of the load generator wherever they stand in the messages of a WebSocket: each begins with known bytes
 * and holds data of a known size, which is stepped over. Owned by the load loop, shared by all its connections; it keeps
 * nothing between two calls.
 */
final class MessageScanner {

    /** Hears what is no publication; called on the load loop. */
    @FunctionalInterface
    interface Listener {

        /** One message. */
        void said(String message, FrameScanner.Sink sink);
    }

    private final Payload.Form form;
    private final byte[] begin;
    private final byte[] middle;
    private final int dataBytes;

    /**
     * @param form how publications stand in messages
     * @param begin what stands before an offset, and only there
     * @param middle what stands between the offset and the data
     * @param payloadBytes the size of the data
     */
    MessageScanner(Payload.Form form, String begin, String middle, int payloadBytes) {
        this.form = form;
        this.begin = bytes(form, begin);
        this.middle = bytes(form, middle);
        this.dataBytes = form.size(payloadBytes);
    }

    private static byte[] bytes(Payload.Form form, String text) {
        return (form == Payload.Form.QUOTED ? text.replace("\"", "\\\"") : text).getBytes(US_ASCII);
    }

    /**
     * Hands every whole publication of {@code text[0…end)} to {@code sink}, and every whole message without one to {@code
     * listener}; each message ends with a line feed.
     *
     * @return where the first that isn't whole begins
     */
    int scan(byte[] text, int end, FrameScanner.Sink sink, Listener listener) {
        int done = 0;
        int at = 0;
        while (at < end) {
            if (text[at] == '\n') {
                message(text, done, at, sink, listener);
                at++;
                done = at;
            } else if (text[at] == begin[0] && holds(text, at, end, begin)) {
                int dataAt = dataAt(text, at + begin.length, end);
                if (dataAt < 0 || dataAt + dataBytes > end) {
                    return done;
                }
                sink.publication(offset(text, at + begin.length), form.number(text, dataAt), form.nanos(text, dataAt));
                at = dataAt + dataBytes;
                done = at;
            } else {
                at++;
            }
        }
        return done;
    }

    /** What follows a publication begins with a comma or a bracket, and is nothing by itself. */
    private static void message(byte[] text, int from, int to, FrameScanner.Sink sink, Listener listener) {
        if (from < to && Character.isLetterOrDigit(text[from])) {
            listener.said(new String(text, from, to - from, UTF_8), sink);
        }
    }

    /** Where the data begins that belongs to the offset at {@code offsetAt}; -1 when the bytes end before. */
    private int dataAt(byte[] text, int offsetAt, int end) {
        int at = offsetAt;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return holds(text, at, end, middle) ? at + middle.length : -1;
    }

    private static boolean holds(byte[] text, int at, int end, byte[] expected) {
        return end - at >= expected.length
                && Arrays.equals(text, at, at + expected.length, expected, 0, expected.length);
    }

    private static long offset(byte[] text, int at) {
        long value = 0;
        for (int i = at; text[i] >= '0' && text[i] <= '9'; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return value;
    }
}
