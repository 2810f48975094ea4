package dev.tidings.sse;

import dev.tidings.edge.Chunk;
import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.PublicationText;
import dev.tidings.hub.WireFormat;
import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * How publications look in event streams. Immutable; compared by identity. With an id the frame is whole in itself, without
 * one a stream puts its own {@code id:} line before it.
 */
enum SseFormat implements WireFormat {
    /** Id, event name and data: a stream of one channel. */
    NAMED(true, false),
    /** Event name and data: a stream of several channels, whose id each connection has for itself. */
    SHARED(false, false),
    /** Event name, and the whole publication as data. */
    ENVELOPED(false, true),
    /** As {@link #ENVELOPED}, with the position in the publication's own channel as id. */
    ENVELOPED_NAMED(true, true);

    private final boolean named;
    private final boolean enveloped;

    @SuppressWarnings("ImmutableEnumChecker") // has no state but its format
    private final SseJoiner chunked = new SseJoiner(this, true);

    @SuppressWarnings("ImmutableEnumChecker")
    private final SseJoiner plain = new SseJoiner(this, false);

    SseFormat(boolean named, boolean enveloped) {
        this.named = named;
        this.enveloped = enveloped;
    }

    /** Whether the data is the whole publication. */
    boolean isEnveloped() {
        return enveloped;
    }

    /** How batches of it become one write. */
    SseJoiner joiner(boolean inChunks) {
        return inChunks ? chunked : plain;
    }

    @Override
    public byte[] encode(Frame frame) {
        Publication publication = frame.publication();
        String id = named ? position(frame) : null;
        byte[] data = enveloped
                ? frame.encoded(PublicationText.ENVELOPE)
                : publication.data().sharedBytes();
        byte[] event = EventText.event(id, publication.event(), data);
        boolean announcesSkip = !enveloped && frame.offset() > 0 && frame.previous() != frame.offset() - 1;
        return announcesSkip ? EventText.concat(EventText.comment("prev " + frame.previous()), event) : event;
    }

    /** A frame's position as text; null in a volatile channel. */
    static @Nullable String position(Frame frame) {
        Epoch epoch = frame.epoch();
        return epoch == null ? null : new Position(epoch, frame.offset()).toString();
    }

    /**
     * Joins the frames of a batch, for HTTP/1.1 in one chunk. Immutable; compared by identity. Frames that are empty in this
     * format leave nothing, not even a chunk, which would end the stream.
     */
    static final class SseJoiner implements FrameBatch.Joiner {

        private final WireFormat format;
        private final boolean inChunks;

        SseJoiner(WireFormat format, boolean inChunks) {
            this.format = format;
            this.inChunks = inChunks;
        }

        @Override
        public WireFormat format() {
            return format;
        }

        @Override
        public int overhead(int payloadBytes) {
            return inChunks && payloadBytes > 0 ? Chunk.overhead(payloadBytes) : 0;
        }

        @Override
        public void begin(ByteBuf out, int payloadBytes) {
            if (inChunks && payloadBytes > 0) {
                Chunk.begin(out, payloadBytes);
            }
        }

        @Override
        public void between(ByteBuf out) {}

        @Override
        public void end(ByteBuf out) {
            if (inChunks && out.isReadable()) {
                Chunk.end(out);
            }
        }

        @Override
        public int separatorBytes() {
            return 0;
        }
    }
}
