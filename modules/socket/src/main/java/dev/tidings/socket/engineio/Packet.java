package dev.tidings.socket.engineio;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.util.Arrays;
import java.util.Base64;

/**
 * What one side tells the other at a time (Engine.IO 4, "Packet encoding"). Immutable; the data is not to be written to.
 *
 * @param type what it is
 * @param binary whether the data is bytes and not text; only of a message
 * @param data of text: UTF-8, if what was read was
 */
record Packet(Type type, boolean binary, byte[] data) {

    private static final byte BASE64 = 'b';

    /** The types, with their digits. */
    enum Type {
        OPEN('0'),
        CLOSE('1'),
        PING('2'),
        PONG('3'),
        MESSAGE('4'),
        UPGRADE('5'),
        NOOP('6');

        private static final Type[] ALL = values();

        private final byte digit;

        Type(char digit) {
            this.digit = (byte) digit;
        }

        /** How a text packet of it begins. */
        byte digit() {
            return digit;
        }

        private static Type of(byte digit) {
            for (Type type : ALL) {
                if (type.digit == digit) {
                    return type;
                }
            }
            throw malformed("A packet begins with its type, 0 to 6.");
        }
    }

    /**
     * Reads a text packet: a digit and the data, or in a payload {@code b} and bytes in base64.
     *
     * @param from where it begins, inclusive
     * @param to where it ends, exclusive
     * @throws HubException {@code malformed}
     */
    static Packet parse(byte[] text, int from, int to) {
        if (from == to) {
            throw malformed("A packet is empty.");
        }
        byte[] data = Arrays.copyOfRange(text, from + 1, to);
        if (text[from] == BASE64) {
            return binary(decoded(data));
        }
        return new Packet(Type.of(text[from]), false, data);
    }

    /** A message of bytes, which a WebSocket carries bare. */
    static Packet binary(byte[] data) {
        return new Packet(Type.MESSAGE, true, data);
    }

    /** A message of bytes as a payload carries it. */
    static byte[] inBase64(byte[] data) {
        byte[] encoded = Base64.getEncoder().encode(data);
        byte[] packet = new byte[encoded.length + 1];
        packet[0] = BASE64;
        System.arraycopy(encoded, 0, packet, 1, encoded.length);
        return packet;
    }

    /** @param base64 is written to; the stock client for Java breaks it into lines, which mean nothing */
    private static byte[] decoded(byte[] base64) {
        int length = 0;
        for (byte each : base64) {
            if (each != '\n' && each != '\r') {
                base64[length++] = each;
            }
        }
        try {
            return Base64.getDecoder().decode(length == base64.length ? base64 : Arrays.copyOf(base64, length));
        } catch (IllegalArgumentException e) {
            throw malformed("The bytes of a packet are not in base64.");
        }
    }

    static HubException malformed(String detail) {
        return new HubException(ErrorCode.MALFORMED, detail);
    }
}
