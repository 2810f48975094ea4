package dev.tidings.socket.eventbus;

import dev.tidings.hub.Frame;
import dev.tidings.hub.PublicationText;
import dev.tidings.hub.WireFormat;
import dev.tidings.model.Epoch;
import java.nio.charset.StandardCharsets;

/**
 * How a publication looks to a client of the bridge: a message to its channel's address, whose body is the object that every
 * transport shows. Immutable; compared by identity.
 */
enum BridgeFormat implements WireFormat {
    MESSAGE;

    @Override
    public byte[] encode(Frame frame) {
        byte[] body = PublicationText.envelope(frame);
        byte[] head = head(frame).getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + body.length + 1];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        whole[whole.length - 1] = '}';
        return whole;
    }

    /** Names of channels and events are such that they need no escapes in JSON. */
    private static String head(Frame frame) {
        StringBuilder head = new StringBuilder(160)
                .append("{\"type\":\"rec\",\"address\":\"")
                .append(BridgeAddress.CHANNEL)
                .append(frame.channel().value())
                .append("\",\"headers\":{");
        Epoch epoch = frame.epoch();
        if (epoch != null) {
            head.append("\"epoch\":\"")
                    .append(epoch)
                    .append("\",\"offset\":\"")
                    .append(frame.offset())
                    .append("\",");
        }
        return head.append("\"event\":\"")
                .append(frame.publication().event())
                .append("\"},\"body\":")
                .toString();
    }
}
