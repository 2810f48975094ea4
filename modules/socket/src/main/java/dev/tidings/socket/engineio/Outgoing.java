package dev.tidings.socket.engineio;

/**
 * A packet on its way to the client, in parts that are shared and not to be written to. Immutable.
 *
 * @param binary whether it is a message of bytes, in one part; else the parts are the whole text packet, its type first
 */
record Outgoing(boolean binary, byte[]... parts) {

    /** A text packet with no data. */
    static Outgoing of(Packet.Type type) {
        return new Outgoing(false, new byte[] {type.digit()});
    }

    /** A message of bytes. */
    static Outgoing bytes(byte[] data) {
        return new Outgoing(true, data);
    }

    /** A message of text. */
    static Outgoing text(byte[]... data) {
        byte[][] parts = new byte[data.length + 1][];
        parts[0] = new byte[] {Packet.Type.MESSAGE.digit()};
        System.arraycopy(data, 0, parts, 1, data.length);
        return new Outgoing(false, parts);
    }

    /** Whether it is a packet of that type. */
    boolean is(Packet.Type type) {
        return binary ? type == Packet.Type.MESSAGE : parts[0][0] == type.digit();
    }

    /** The length of its parts. */
    int length() {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        return length;
    }
}
