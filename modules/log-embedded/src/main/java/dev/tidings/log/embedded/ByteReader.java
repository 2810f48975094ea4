package dev.tidings.log.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads what {@link ByteWriter} wrote. Owned by whoever made it. Throws {@link DamagedException} beyond its end. */
final class ByteReader {

    private final byte[] bytes;
    private final int limit;
    private int at;

    ByteReader(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.limit = from + length;
    }

    ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    int position() {
        return at;
    }

    int remaining() {
        return limit - at;
    }

    int readByte() {
        need(1);
        return bytes[at++] & 0xFF;
    }

    int readInt() {
        need(4);
        int value = intAt(bytes, at);
        at += 4;
        return value;
    }

    long readLong() {
        return ((long) readInt() << 32) | (readInt() & 0xFFFF_FFFFL);
    }

    long readVar() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = readByte();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new DamagedException("a number has no end");
    }

    long readSigned() {
        long value = readVar();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A count of things that take at least one byte each. */
    int readCount() {
        long count = readVar();
        if (count < 0 || count > remaining()) {
            throw new DamagedException("a count of " + count + " with " + remaining() + " bytes left");
        }
        return (int) count;
    }

    String readText() {
        int length = readCount();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    byte[] readBytes(int length) {
        need(length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    void skip(int length) {
        need(length);
        at += length;
    }

    static int intAt(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | (bytes[at + 3] & 0xFF);
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private void need(int length) {
        if (length < 0 || length > limit - at) {
            throw new DamagedException(length + " bytes wanted, " + (limit - at) + " left");
        }
    }
}
