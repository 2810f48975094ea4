package dev.tidings.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON value (RFC 8259) as UTF-8, without white space between its tokens, so that it holds no CR, LF or NUL byte.
 * Immutable. It is validated where it enters and stays bytes from then on: numbers keep the digits that were sent.
 */
public final class JsonText {

    /** The text {@code null}. */
    public static final JsonText NULL = trusted("null".getBytes(StandardCharsets.US_ASCII));

    private static final JsonFactory FACTORY = factory(JsonLimits.DEFAULT);

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
        requireUtf8(text);
        check(text, limits);
        return new JsonText(hasWhiteSpace(text) ? minified(text) : text.clone());
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

    private static JsonFactory factory(JsonLimits limits) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxNumberLength(limits.maxNumberLength())
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** Strict UTF-8 without NUL or byte order mark, since a parser would take those for another encoding. */
    private static void requireUtf8(byte[] text) {
        for (byte b : text) {
            if (b == 0) {
                throw new HubException(ErrorCode.MALFORMED, "the JSON holds a NUL byte");
            }
        }
        if (text.length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF) {
            throw new HubException(ErrorCode.MALFORMED, "the JSON begins with a byte order mark");
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new HubException(ErrorCode.MALFORMED, "the JSON is not UTF-8");
        }
    }

    private static void check(byte[] text, JsonLimits limits) {
        try (JsonParser parser = factoryFor(limits).createParser(text)) {
            if (parser.nextToken() == null) {
                throw new HubException(ErrorCode.MALFORMED, "there is no JSON");
            }
            int depth = 0;
            do {
                depth += checkToken(parser);
                if (depth == 0) {
                    break;
                }
            } while (parser.nextToken() != null);
            if (parser.nextToken() != null) {
                throw new HubException(ErrorCode.MALFORMED, "something follows the JSON value");
            }
        } catch (StreamConstraintsException e) {
            throw new HubException(
                    ErrorCode.MALFORMED,
                    "the JSON goes beyond a limit: depth " + limits.maxDepth() + ", number length "
                            + limits.maxNumberLength());
        } catch (JsonProcessingException e) {
            throw new HubException(
                    ErrorCode.MALFORMED,
                    "not JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new HubException(ErrorCode.MALFORMED, "not JSON");
        }
    }

    /** Checks what the parser reads lazily; answers how the depth changes. */
    private static int checkToken(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            parser.finishToken();
        } else if (token == JsonToken.VALUE_NUMBER_FLOAT && Double.isInfinite(parser.getDoubleValue())) {
            throw new HubException(ErrorCode.MALFORMED, "a number is too large");
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
            parser.getTextLength();
        }
        if (token.isStructStart()) {
            return 1;
        }
        return token.isStructEnd() ? -1 : 0;
    }

    private static JsonFactory factoryFor(JsonLimits limits) {
        boolean usual = limits.maxDepth() == JsonLimits.DEFAULT.maxDepth()
                && limits.maxNumberLength() == JsonLimits.DEFAULT.maxNumberLength();
        return usual ? FACTORY : factory(limits);
    }

    private static boolean hasWhiteSpace(byte[] text) {
        boolean inString = false;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            if (inString) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    inString = false;
                }
            } else if (b == '"') {
                inString = true;
            } else if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
                return true;
            }
        }
        return false;
    }

    private static byte[] minified(byte[] text) {
        byte[] out = new byte[text.length];
        int length = 0;
        boolean inString = false;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            boolean space = b == ' ' || b == '\n' || b == '\r' || b == '\t';
            if (inString || !space) {
                out[length++] = b;
            }
            if (inString && b == '\\') {
                out[length++] = text[++i];
            } else if (b == '"') {
                inString = !inString;
            }
        }
        return Arrays.copyOf(out, length);
    }
}
