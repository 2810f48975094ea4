package dev.tidings.socket.engineio;

import dev.tidings.hub.Frame;
import dev.tidings.hub.WireFormat;
import dev.tidings.socket.MessageFormat;
import java.util.List;

/** A dialect's messages as packets, each a message of its own. Immutable; made once a node. */
final class PacketFormats {

    private final List<Known> known;

    private record Known(MessageFormat messages, MessageFormat packets) {}

    /** For messages of these formats. */
    PacketFormats(List<MessageFormat> formats) {
        known = formats.stream()
                .map(messages -> new Known(messages, new MessageFormat(new PacketFormat(messages.text()), false)))
                .toList();
    }

    /**
     * How messages of a format look as packets.
     *
     * @throws IllegalArgumentException when the format was not named
     */
    MessageFormat of(MessageFormat messages) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).messages() == messages) {
                return known.get(i).packets();
            }
        }
        throw new IllegalArgumentException("this format was not named at the start");
    }

    /** A message of text as the packet that carries it. */
    private static final class PacketFormat implements WireFormat {

        private final WireFormat text;

        PacketFormat(WireFormat text) {
            this.text = text;
        }

        @Override
        public byte[] encode(Frame frame) {
            byte[] message = text.encode(frame);
            byte[] packet = new byte[message.length + 1];
            packet[0] = Packet.Type.MESSAGE.digit();
            System.arraycopy(message, 0, packet, 1, message.length);
            return packet;
        }
    }
}
