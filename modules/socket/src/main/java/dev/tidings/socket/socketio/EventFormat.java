package dev.tidings.socket.socketio;

import dev.tidings.hub.Frame;
import dev.tidings.hub.PublicationText;
import dev.tidings.model.Position;
import dev.tidings.socket.MessageFormat;
import dev.tidings.socket.socketio.ResumePoint.Place;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How the publications of a channel look as events: name, data, and as last argument where the client stands then. Immutable;
 * compared by identity: one instance a kind of channel, made once a node. Encoded once for all clients that are in this
 * channel alone, and once without its end for all others, who each add where they stand elsewhere.
 */
final class EventFormat {

    /** Any channel: the event {@code publication} with the object of contract §6. */
    static final EventFormat PUBLICATION = new EventFormat(EventFormat::publication);

    /** What ends an event behind its last argument, which is text. */
    static final byte[] END = "\"]".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] PUBLICATION_HEAD = head("publication");
    private static final byte[] BEFORE_OFFSET = ",\"".getBytes(StandardCharsets.US_ASCII);

    private final Content content;

    @SuppressWarnings("Immutable") // is, as every format
    private final MessageFormat whole = new MessageFormat(frame -> encode(frame, END), false);

    @SuppressWarnings("Immutable")
    private final MessageFormat open = new MessageFormat(frame -> encode(frame, new byte[0]), false);

    /** What an event is made of. */
    @FunctionalInterface
    interface Content {
        /** The packet up to its last argument, in two parts. Any thread. */
        byte[][] of(Frame frame);
    }

    EventFormat(Content content) {
        this.content = content;
    }

    /** Whole events, for who is in this channel alone. */
    MessageFormat whole() {
        return whole;
    }

    /** Events that lack what {@link Places#rest} adds. */
    MessageFormat open() {
        return open;
    }

    /** Names what lines have to carry. */
    void addTo(List<MessageFormat> formats) {
        formats.add(whole);
        formats.add(open);
    }

    /** How an event begins. */
    static byte[] head(String name) {
        return (PacketType.EVENT.digit() + "[\"" + name + "\",").getBytes(StandardCharsets.UTF_8);
    }

    /** The object of contract §6. */
    static byte[][] publication(Frame frame) {
        return new byte[][] {PUBLICATION_HEAD, PublicationText.envelope(frame)};
    }

    private byte[] encode(Frame frame, byte[] end) {
        byte[][] parts = content.of(frame);
        Position position = frame.epoch() == null ? null : new Position(frame.epoch(), frame.offset());
        byte[] offset = ResumePoint.first(new Place(frame.channel(), position));
        return joined(parts[0], parts[1], BEFORE_OFFSET, offset, end);
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
