package dev.tidings.socket.engineio;

import java.io.ByteArrayOutputStream;

/** Packets as the body of one answer (Engine.IO 4, "HTTP long-polling"). Owned by its session's event loop, for one answer. */
final class Payload {

    private final ByteArrayOutputStream text;
    private boolean begun;

    /** @param bytes how long it will be, about */
    Payload(int bytes) {
        text = new ByteArrayOutputStream(bytes);
    }

    /** Adds a packet. */
    void add(Outgoing packet) {
        if (begun) {
            text.write(PayloadReader.SEPARATOR);
        }
        begun = true;
        if (packet.binary()) {
            text.writeBytes(Packet.inBase64(packet.parts()[0]));
        } else {
            for (byte[] part : packet.parts()) {
                text.writeBytes(part);
            }
        }
    }

    /** Its length in bytes. */
    int length() {
        return text.size();
    }

    /** The body. */
    byte[] toBytes() {
        return text.toByteArray();
    }
}
