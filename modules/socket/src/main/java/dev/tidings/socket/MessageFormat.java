package dev.tidings.socket;

import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.WireFormat;

/**
 * How publications look as messages of one dialect, each a message of its own or several as the lines of one. Immutable;
 * compared by identity: one instance a format, made once a node. Lines that put messages into something else, as SockJS does,
 * have formats of their own around {@link #text}.
 */
public final class MessageFormat {

    private final WireFormat text;
    private final boolean lines;
    private final TextFrames frames;

    /**
     * @param text a publication as the text of a message, in UTF-8
     * @param lines whether several may be joined to one message, with a line feed between
     */
    public MessageFormat(WireFormat text, boolean lines) {
        this.text = text;
        this.lines = lines;
        this.frames = new TextFrames(text, lines);
    }

    /** A publication as the text of a message. */
    public WireFormat text() {
        return text;
    }

    /** Whether several may be the lines of one message. */
    public boolean isLines() {
        return lines;
    }

    /** The messages of a batch as the frames of a WebSocket, ready to be sent. */
    public FrameBatch.Joiner frames() {
        return frames;
    }
}
