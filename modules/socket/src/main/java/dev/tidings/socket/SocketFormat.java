package dev.tidings.socket;

import dev.tidings.hub.Frame;
import dev.tidings.hub.PublicationText;
import dev.tidings.hub.WireFormat;
import java.nio.charset.StandardCharsets;

/** How publications look in the subprotocol {@code tidings.v1}: {@code {"publication":{…}}}. Immutable; compared by identity. */
enum SocketFormat implements WireFormat {
    PUBLICATION;

    /** Those of a batch are the lines of one message. */
    @SuppressWarnings("ImmutableEnumChecker") // it is immutable
    private final MessageFormat messages = new MessageFormat(this, true);

    private static final byte[] BEGIN = "{\"publication\":".getBytes(StandardCharsets.US_ASCII);

    MessageFormat messages() {
        return messages;
    }

    @Override
    public byte[] encode(Frame frame) {
        byte[] envelope = PublicationText.envelope(frame);
        byte[] line = new byte[BEGIN.length + envelope.length + 1];
        System.arraycopy(BEGIN, 0, line, 0, BEGIN.length);
        System.arraycopy(envelope, 0, line, BEGIN.length, envelope.length);
        line[line.length - 1] = '}';
        return line;
    }
}
