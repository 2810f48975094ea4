package dev.tidings.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts encoded values together into a list. Immutable; pure. */
final class JoinedText {

    private JoinedText() {}

    /** The parts between {@code open} and {@code close}, with {@code separator} between each two; all in ASCII. */
    static byte[] of(String open, List<byte[]> parts, String separator, String close) {
        byte[] between = separator.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream joined = new ByteArrayOutputStream(256);
        joined.writeBytes(open.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                joined.writeBytes(between);
            }
            joined.writeBytes(parts.get(i));
        }
        joined.writeBytes(close.getBytes(StandardCharsets.US_ASCII));
        return joined.toByteArray();
    }
}
