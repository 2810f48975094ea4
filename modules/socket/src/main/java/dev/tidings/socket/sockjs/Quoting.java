package dev.tidings.socket.sockjs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Text as a JSON string, with everything escaped that browsers or proxies are known to mangle: control characters, and the
 * code points that the SockJS protocol names. Pure functions over UTF-8.
 */
final class Quoting {

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Quoting() {}

    /** The parts of one text as one quoted string. */
    static byte[] quoted(byte[]... parts) {
        int length = 2;
        for (byte[] part : parts) {
            length += part.length + (part.length >> 3);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        out.write('"');
        for (byte[] part : parts) {
            append(out, part);
        }
        out.write('"');
        return out.toByteArray();
    }

    /** The same, for a script in a page: nothing in it can end the script. */
    static byte[] quotedForScript(byte[] text) {
        String quoted = new String(quoted(text), StandardCharsets.UTF_8).replace("<", "\\u003c");
        return quoted.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * JSON without a percent sign, all of which stand in strings: the stock client decodes what its {@code EventSource} gets as if
     * it were an address.
     */
    static byte[] withoutPercent(byte[] json) {
        int at = 0;
        while (at < json.length && json[at] != '%') {
            at++;
        }
        if (at == json.length) {
            return json;
        }
        String escaped = new String(json, StandardCharsets.UTF_8).replace("%", "\\u0025");
        return escaped.getBytes(StandardCharsets.UTF_8);
    }

    private static void append(ByteArrayOutputStream out, byte[] text) {
        int plain = 0;
        for (int i = 0; i < text.length; i++) {
            int b = text[i] & 0xff;
            int point = b < 0x80 ? b : b == 0xe2 || b == 0xef ? point(text, i) : -1;
            if (point < 0 || !isEscaped(point)) {
                continue;
            }
            out.write(text, plain, i - plain);
            escape(out, point);
            i += point < 0x80 ? 0 : 2;
            plain = i + 1;
        }
        out.write(text, plain, text.length - plain);
    }

    /** The code point of three bytes; -1 when a part ends within it, which none of ours does. */
    private static int point(byte[] text, int at) {
        if (at + 2 >= text.length) {
            return -1;
        }
        return (text[at] & 0x0f) << 12 | (text[at + 1] & 0x3f) << 6 | (text[at + 2] & 0x3f);
    }

    private static boolean isEscaped(int point) {
        if (point < 0x80) {
            return point < ' ' || point == '"' || point == '\\';
        }
        return (point >= 0x200c && point <= 0x200f)
                || (point >= 0x2028 && point <= 0x202f)
                || (point >= 0x2060 && point <= 0x206f)
                || point >= 0xfff0;
    }

    private static void escape(ByteArrayOutputStream out, int point) {
        out.write('\\');
        switch (point) {
            case '"', '\\' -> out.write(point);
            case '\b' -> out.write('b');
            case '\f' -> out.write('f');
            case '\n' -> out.write('n');
            case '\r' -> out.write('r');
            case '\t' -> out.write('t');
            default -> {
                out.write('u');
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.write(DIGITS[point >> shift & 15]);
                }
            }
        }
    }
}
