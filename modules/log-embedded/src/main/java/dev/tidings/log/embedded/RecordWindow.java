package dev.tidings.log.embedded;

import dev.tidings.log.embedded.FileLayer.LogFile;
import dev.tidings.model.Publication;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes around the record that was read last, so that neighbours cost no further read. Owned by the read that made
 * it.
 */
final class RecordWindow {

    private static final int BYTES = 16 << 10;

    private final LogFile file;
    private byte[] bytes = new byte[0];
    private long start;
    private int length;

    RecordWindow(LogFile file) {
        this.file = file;
    }

    /** @throws DamagedException when something else lies there */
    Publication publication(BodyPlace place) throws IOException {
        long offset = Location.offset(place.location());
        int at = ensure(offset, RecordCodec.FRAME_BYTES);
        int bodyBytes = ByteReader.intAt(bytes, at);
        if (bodyBytes < 0 || bodyBytes > GroupHeader.MAX_BODY_BYTES) {
            throw new DamagedException("a record of " + bodyBytes + " bytes");
        }
        at = ensure(offset, RecordCodec.FRAME_BYTES + bodyBytes);
        RecordCodec.check(bytes, at, length);
        return RecordCodec.decodePublication(bytes, at + RecordCodec.FRAME_BYTES, bodyBytes, place);
    }

    /** Makes sure that {@code count} bytes from {@code offset} on are here and answers where. */
    private int ensure(long offset, int count) throws IOException {
        if (offset < start || offset + count > start + length) {
            int wanted = Math.max(count, BYTES);
            if (bytes.length < wanted) {
                bytes = new byte[wanted];
            }
            start = offset;
            length = file.read(ByteBuffer.wrap(bytes, 0, wanted), offset);
            if (length < count) {
                throw new DamagedException("the file ends at byte " + (offset + length));
            }
        }
        return (int) (offset - start);
    }
}
