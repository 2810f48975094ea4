package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the objects of a WebSocket in its lines, as {@link FrameScanner} does with events: a publication of the load generator
 * begins with known bytes and holds data of a known size, which is stepped over. Owned by the load loop, shared by all its
 * connections; it keeps nothing between two calls.
 */
final class SocketScanner {

    private static final Pattern SUBSCRIBED =
            Pattern.compile("^\\{\"id\":1,\"subscribed\":.*\"position\":\"([^\"]+)\"");
    private static final Pattern NAME = Pattern.compile("^\\{\"(\\w+)\"");

    private final byte[] begin;
    private final byte[] middle;
    private final int payloadBytes;

    /**
     * @param event the name that the load generator publishes under
     * @param payloadBytes the size of its data
     */
    SocketScanner(String channel, String event, int payloadBytes) {
        this.begin = ("{\"publication\":{\"channel\":\"" + channel + "\",\"offset\":").getBytes(US_ASCII);
        this.middle = (",\"event\":\"" + event + "\",\"data\":").getBytes(US_ASCII);
        this.payloadBytes = payloadBytes;
    }

    /**
     * Hands every whole line of {@code text[0…end)} to {@code sink}: {@code subscribed} as {@code connected}, the empty object
     * as {@code heartbeat}.
     *
     * @return where the first line that isn't whole begins
     */
    int scan(byte[] text, int end, FrameScanner.Sink sink) {
        int line = 0;
        while (line < end) {
            int dataAt = dataAt(text, line, end);
            int lineEnd = dataAt < 0 ? line : Math.min(end, dataAt + payloadBytes);
            while (lineEnd < end && text[lineEnd] != '\n') {
                lineEnd++;
            }
            if (lineEnd == end) {
                return line;
            }
            if (dataAt < 0) {
                other(new String(text, line, lineEnd - line, UTF_8), sink);
            } else {
                sink.publication(
                        offset(text, line + begin.length), Payload.number(text, dataAt), Payload.nanos(text, dataAt));
            }
            line = lineEnd + 1;
        }
        return line;
    }

    /** Where the data of the publication in this line begins; -1 when it is none. */
    private int dataAt(byte[] text, int line, int end) {
        if (!holds(text, line, end, begin)) {
            return -1;
        }
        int at = line + begin.length;
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

    private static void other(String line, FrameScanner.Sink sink) {
        if (line.equals("{}")) {
            sink.other("heartbeat", "", line);
            return;
        }
        Matcher subscribed = SUBSCRIBED.matcher(line);
        Matcher name = NAME.matcher(line);
        if (subscribed.find()) {
            sink.other("connected", subscribed.group(1), line);
        } else if (!name.find() || !name.group(1).equals("connected")) {
            sink.other(line, "", line);
        }
    }
}
