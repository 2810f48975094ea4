package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.buffer.Buffer;
import java.util.regex.Pattern;

/**
 * The answers on one connection of HTTP/1.1, as a proxy that buffers passes them on: one of a known length at once, one in chunks
 * (RFC 9112 section 7.1) when so many bytes of it are there, or its end. What left HTTP is passed on at once. Owned by its
 * connection's event loop.
 */
final class HeldAnswers {

    private static final Pattern UPGRADED = Pattern.compile("^HTTP/1\\.1 101 ");
    private static final Pattern CHUNKED =
            Pattern.compile("(?i)^HTTP/1\\.1 2[^\\r]*\\r\\n(?:[^\\r]+\\r\\n)*transfer-encoding: chunked\\r\\n");
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private Buffer held = Buffer.buffer();
    private String tail = "";
    private boolean upgraded;
    private boolean chunked;

    /**
     * Takes what the hub sent.
     *
     * @param limit how many bytes of an answer in chunks are gathered; 0 = none
     * @return what goes on to the client now; may be empty
     */
    Buffer pass(Buffer bytes, int limit) {
        held.appendBuffer(bytes);
        if (!upgraded && !chunked) {
            String head = bytes.toString(US_ASCII);
            upgraded = UPGRADED.matcher(head).find();
            chunked = CHUNKED.matcher(head).find();
        }
        if (chunked && ends(bytes)) {
            chunked = false;
        }
        return chunked && held.length() < limit ? Buffer.buffer() : rest();
    }

    /** The chunk that ends an answer may come in pieces. */
    private boolean ends(Buffer bytes) {
        String last =
                tail + bytes.getString(Math.max(0, bytes.length() - LAST_CHUNK.length()), bytes.length(), "US-ASCII");
        tail = last.substring(Math.max(0, last.length() - LAST_CHUNK.length()));
        return tail.equals(LAST_CHUNK);
    }

    /** All that is held back. */
    Buffer rest() {
        Buffer all = held;
        held = Buffer.buffer();
        return all;
    }
}
