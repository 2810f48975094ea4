package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The JSON that the load generator publishes: {@code {"n":…,"t":…,"x":"aaa…"}}, where {@code n} is the publication's
 * number and {@code t} the monotonic time it was sent at. Both have a fixed width, so that a reader finds them without
 * parsing. Immutable.
 */
final class Payload {

    /** The fewest bytes that hold number, time and an empty filling. */
    static final int MIN_BYTES = 54;

    /** How the JSON stands in a message. */
    enum Form {
        /** As it is. */
        PLAIN("\"n\":", 0),
        /** Inside a JSON text, with a backslash before each of its quotes. */
        QUOTED("\\\"n\\\":", 8);

        private final int numberAt;
        private final int timeAt;
        private final int extraBytes;

        Form(String name, int extraBytes) {
            this.numberAt = 1 + name.length();
            this.timeAt = numberAt + DIGITS + 1 + name.length();
            this.extraBytes = extraBytes;
        }

        /** How many bytes a payload of {@code bytes} takes. */
        int size(int bytes) {
            return bytes + extraBytes;
        }

        long number(byte[] text, int at) {
            return readDigits(text, at + numberAt) - BIAS;
        }

        long nanos(byte[] text, int at) {
            return readDigits(text, at + timeAt) - BIAS;
        }
    }

    private static final int DIGITS = 16;
    private static final long BIAS = 1_000_000_000_000_000L;
    private static final int NUMBER_AT = 5;
    private static final int TIME_AT = NUMBER_AT + DIGITS + 5;
    private static final String SHAPE = "{\"n\":0000000000000000,\"t\":0000000000000000,\"x\":\"";

    private final byte[] template;

    /** @param bytes the size of the whole JSON text, at least {@link #MIN_BYTES} */
    Payload(int bytes) {
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException("a payload has at least " + MIN_BYTES + " bytes, not " + bytes);
        }
        template = (SHAPE + "a".repeat(bytes - SHAPE.length() - 2) + "\"}").getBytes(US_ASCII);
    }

    int size() {
        return template.length;
    }

    /** Writes the JSON into {@code target} at {@code at}; {@code nanos} is counted from the run's start, so it is small. */
    void write(byte[] target, int at, long number, long nanos) {
        System.arraycopy(template, 0, target, at, template.length);
        writeDigits(target, at + NUMBER_AT, number + BIAS);
        writeDigits(target, at + TIME_AT, nanos + BIAS);
    }

    static long number(byte[] text, int at) {
        return readDigits(text, at + NUMBER_AT) - BIAS;
    }

    static long nanos(byte[] text, int at) {
        return readDigits(text, at + TIME_AT) - BIAS;
    }

    private static void writeDigits(byte[] target, int at, long value) {
        long rest = value;
        for (int i = at + DIGITS - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static long readDigits(byte[] text, int at) {
        long value = 0;
        for (int i = at; i < at + DIGITS; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return value;
    }
}
