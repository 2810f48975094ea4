package dev.tidings.model;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON value (RFC 8259) as UTF-8, without white space between its tokens, so that it holds no CR, LF or NUL byte.
 * Immutable. It is validated where it enters and stays bytes from then on: numbers keep the digits that were sent.
 */
public final class JsonText {

    /** The text {@code null}. */
    public static final JsonText NULL = trusted("null".getBytes(StandardCharsets.US_ASCII));

    private final byte[] utf8;

    private JsonText(byte[] utf8) {
        this.utf8 = utf8;
    }

    /**
     * Validates text from outside: one value, strict grammar and UTF-8, no duplicate keys, within the limits.
     *
     * @throws HubException {@code malformed} with the place of the fault, or {@code too-large}
     */
    public static JsonText parse(byte[] text, JsonLimits limits) {
        if (text.length > limits.maxBytes()) {
            throw new HubException(
                    ErrorCode.TOO_LARGE, "JSON of " + text.length + " bytes; the limit is " + limits.maxBytes());
        }
        return new JsonText(new JsonScanner(text, limits).minified());
    }

    /** {@link #parse(byte[], JsonLimits)} of a Java string with the default limits. */
    public static JsonText of(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT);
    }

    /** Takes over bytes that were validated before (by this class, before they were stored). Not copied. */
    public static JsonText trusted(byte[] utf8) {
        return new JsonText(utf8);
    }

    /** {@code text} as a JSON string with its quotes. */
    public static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** Its length in bytes. */
    public int length() {
        return utf8.length;
    }

    /** Whether it is an object. */
    public boolean isObject() {
        return utf8.length > 0 && utf8[0] == '{';
    }

    /** The bytes themselves, shared: the caller must not write to them. */
    public byte[] sharedBytes() {
        return utf8;
    }

    /** The text. */
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Equal when the bytes are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof JsonText that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }
}
