package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Finds publications of the load generator wherever they stand in the messages of a WebSocket: each begins with known bytes
 * and holds data of a known size, which is stepped over. What stands between two of them is as long as the last time, as a
 * rule: there the next is looked for first, so that longer messages cost the reader no more. Owned by the load loop, shared
 * by all its connections; between two calls it keeps that length and nothing else.
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

    /** From where one publication begins to where the next does, with no other message between; 0 = unknown. */
    private int stride;

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
        int last = -1;
        while (at < end) {
            if (text[at] == '\n') {
                if (isMessage(text, done, at)) {
                    listener.said(new String(text, done, at - done, UTF_8), sink);
                    last = -1;
                }
                at++;
                done = at;
            } else if (text[at] == begin[0] && holds(text, at, end, begin)) {
                int dataAt = dataAt(text, at + begin.length, end);
                if (dataAt < 0 || dataAt + dataBytes > end) {
                    return done;
                }
                sink.publication(offset(text, at + begin.length), form.number(text, dataAt), form.nanos(text, dataAt));
                stride = last < 0 ? stride : at - last;
                last = at;
                done = dataAt + dataBytes;
                int next = last + stride;
                at = next > done && holds(text, next, end, begin) ? next : done;
            } else {
                at++;
            }
        }
        return done;
    }

    /** What follows a publication begins with a comma or a bracket, and is nothing by itself. */
    private static boolean isMessage(byte[] text, int from, int to) {
        return from < to && Character.isLetterOrDigit(text[from]);
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
