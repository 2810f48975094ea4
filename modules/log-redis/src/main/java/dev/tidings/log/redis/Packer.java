package dev.tidings.log.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes MessagePack, as much of it as the scripts are told by. Owned by whoever made it. */
final class Packer {

    private byte[] bytes;
    private int size;

    Packer(int capacity) {
        bytes = new byte[capacity];
    }

    void array(int length) {
        if (length < 16) {
            put(0x90 | length);
        } else {
            put(0xdd);
            putInt(length);
        }
    }

    void integer(long value) {
        if (value >= 0 && value < 128) {
            put((int) value);
        } else {
            put(0xd3);
            putInt((int) (value >>> 32));
            putInt((int) value);
        }
    }

    void flag(boolean value) {
        put(value ? 0xc3 : 0xc2);
    }

    void text(String text) {
        raw(text.getBytes(StandardCharsets.UTF_8));
    }

    void raw(byte[] content) {
        if (content.length < 32) {
            put(0xa0 | content.length);
        } else {
            put(0xdb);
            putInt(content.length);
        }
        reserve(content.length);
        System.arraycopy(content, 0, bytes, size, content.length);
        size += content.length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void put(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    private void putInt(int value) {
        reserve(4);
        bytes[size++] = (byte) (value >>> 24);
        bytes[size++] = (byte) (value >>> 16);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
