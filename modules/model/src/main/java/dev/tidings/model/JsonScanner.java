package dev.tidings.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Checks one JSON text (RFC 8259) in one pass over its bytes: grammar, UTF-8 (Unicode 15, table 3-7), names, limits; and
 * leaves out the white space between the tokens. Owned by the call that made it, for one text.
 *
 * <p>By hand, since a parser for trees does more than that: this one allocates nothing but the names of objects with
 * several members, and the copy. It descends by recursion, which the limit of depth bounds.
 */
final class JsonScanner {

    /** A number shorter than this with an exponent of two digits is finite. */
    private static final int SURELY_FINITE_LENGTH = 200;

    private final byte[] text;
    private final JsonLimits limits;
    private int at;
    private int depth;
    /** Without white space; grows from {@code text} in pieces, empty while there was none to leave out. */
    private byte[] out = new byte[0];

    private int outLength;
    private int copiedTo;

    JsonScanner(byte[] text, JsonLimits limits) {
        this.text = text;
        this.limits = limits;
    }

    /** The text without white space between its tokens, never the array that was given. */
    byte[] minified() {
        if (text.length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF) {
            throw malformed("the JSON begins with a byte order mark");
        }
        skipSpace();
        if (at == text.length) {
            throw malformed("there is no JSON");
        }
        value();
        skipSpace();
        if (at < text.length) {
            throw text[at] == 0 ? misplaced() : malformed("something follows the JSON value");
        }
        if (out.length == 0) {
            return text.clone();
        }
        keepTo(at);
        return Arrays.copyOf(out, outLength);
    }

    private void value() {
        int b = peek();
        switch (b) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number(b);
        }
    }

    private void object() {
        descend();
        if (peek() == '}') {
            ascend();
            return;
        }
        JsonNames names = new JsonNames(text);
        for (int members = 1; ; members++) {
            int start = at;
            if (peek() != '"') {
                throw misplaced();
            }
            if (members > limits.maxMembers()) {
                throw beyondLimit();
            }
            boolean escaped = string();
            if (!names.add(start + 1, at - 1, escaped)) {
                at = start;
                throw malformed("a name is there twice: " + place());
            }
            skipSpace();
            expect(':');
            skipSpace();
            value();
            skipSpace();
            if (peek() == '}') {
                ascend();
                return;
            }
            expect(',');
            skipSpace();
        }
    }

    private void array() {
        descend();
        if (peek() == ']') {
            ascend();
            return;
        }
        while (true) {
            value();
            skipSpace();
            if (peek() == ']') {
                ascend();
                return;
            }
            expect(',');
            skipSpace();
        }
    }

    private void descend() {
        depth++;
        if (depth > limits.maxDepth()) {
            throw beyondLimit();
        }
        at++;
        skipSpace();
    }

    private void ascend() {
        depth--;
        at++;
    }

    /** Moves behind the string that begins here; whether it has escapes. */
    private boolean string() {
        boolean escaped = false;
        at++;
        while (true) {
            int b = peek();
            if (b == '"') {
                at++;
                return escaped;
            } else if (b == '\\') {
                escaped = true;
                escape();
            } else if (b >= 0x20) {
                at++;
            } else if (b < 0) {
                at += JsonUtf8.sequenceLength(text, at);
            } else {
                throw misplaced();
            }
        }
    }

    private void escape() {
        at++;
        int b = peek();
        switch (b) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
            case 'u' -> {
                at++;
                for (int i = 0; i < 4; i++) {
                    if (Character.digit(peek(), 16) < 0) {
                        throw misplaced();
                    }
                    at++;
                }
            }
            default -> throw misplaced();
        }
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
    }

    private void number(int first) {
        int start = at;
        if (first == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (at < text.length && text[at] == '.') {
            at++;
            digits();
        }
        int exponentDigits = 0;
        if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            exponentDigits = digits();
        }
        int length = at - start;
        if (length > limits.maxNumberLength()) {
            throw beyondLimit();
        }
        if ((exponentDigits > 2 || length >= SURELY_FINITE_LENGTH) && isInfinite(start)) {
            throw malformed("a number is too large");
        }
    }

    private boolean isInfinite(int start) {
        return Double.isInfinite(Double.parseDouble(new String(text, start, at - start, StandardCharsets.US_ASCII)));
    }

    /** One or more; how many. */
    private int digits() {
        int start = at;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw misplaced();
        }
        return at - start;
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw misplaced();
        }
        at++;
    }

    private int peek() {
        if (at == text.length) {
            throw misplaced();
        }
        return text[at];
    }

    private void skipSpace() {
        if (at == text.length || !isSpace(text[at])) {
            return;
        }
        keepTo(at);
        while (at < text.length && isSpace(text[at])) {
            at++;
        }
        copiedTo = at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private void keepTo(int end) {
        if (out.length == 0) {
            out = new byte[text.length];
        }
        System.arraycopy(text, copiedTo, out, outLength, end - copiedTo);
        outLength += end - copiedTo;
        copiedTo = end;
    }

    private HubException misplaced() {
        if (at == text.length) {
            return malformed("the JSON ends too early");
        }
        return malformed(text[at] == 0 ? "the JSON holds a NUL byte" : "not JSON: " + place());
    }

    private HubException beyondLimit() {
        return malformed("the JSON goes beyond a limit: depth " + limits.maxDepth() + ", number length "
                + limits.maxNumberLength() + ", members of an object " + limits.maxMembers());
    }

    private String place() {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < at; i++) {
            if (text[i] == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        int column = new String(text, lineStart, at - lineStart, StandardCharsets.UTF_8).length() + 1;
        return "line " + line + ", column " + column;
    }

    private static HubException malformed(String detail) {
        return new HubException(ErrorCode.MALFORMED, detail);
    }
}
