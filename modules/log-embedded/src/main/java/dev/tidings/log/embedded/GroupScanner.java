package dev.tidings.log.embedded;

import dev.tidings.log.embedded.FileLayer.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the groups of one segment and checks every record. Owned by whoever made it.
 */
final class GroupScanner {

    /** What was found at a place. */
    sealed interface Step {}

    /** A whole group. */
    record Whole(GroupHeader header, long start, byte[] body) implements Step {

        long end() {
            return start + GroupHeader.BYTES + header.bodyBytes();
        }
    }

    /**
     * Something else.
     *
     * @param at where the group should begin
     * @param what is wrong
     * @param header the group's, when that much is whole
     */
    record Bad(long at, String what, @Nullable GroupHeader header) implements Step {}

    /** The file ends where a group ended. */
    record End(long at) implements Step {}

    private static final int SEARCH_BYTES = 1 << 20;

    private final LogFile file;
    private final long size;
    private long at;

    /** @param at where a group begins in the file */
    GroupScanner(LogFile file, long at) throws IOException {
        this.file = file;
        this.size = file.size();
        this.at = at;
    }

    /** The next group. */
    Step next() throws IOException {
        if (at == size) {
            return new End(at);
        }
        ByteBuffer head = ByteBuffer.allocate(GroupHeader.BYTES);
        head.limit(file.read(head, at));
        GroupHeader header;
        try {
            header = GroupHeader.read(head, 0);
        } catch (DamagedException e) {
            return new Bad(at, String.valueOf(e.getMessage()), null);
        }
        byte[] body = new byte[(int) Math.min(header.bodyBytes(), Math.max(0, size - at - GroupHeader.BYTES))];
        int length = file.read(ByteBuffer.wrap(body), at + GroupHeader.BYTES);
        if (length < header.bodyBytes()) {
            return new Bad(at, "the file ends within a group", header);
        }
        try {
            checkRecords(header, body);
        } catch (DamagedException e) {
            return new Bad(at, String.valueOf(e.getMessage()), header);
        }
        Whole whole = new Whole(header, at, body);
        at = whole.end();
        return whole;
    }

    /** Goes on behind a bad group whose header is whole; false when the file ends before. */
    boolean skip(Bad bad) {
        GroupHeader header = bad.header();
        if (header == null || bad.at() + GroupHeader.BYTES + header.bodyBytes() > size) {
            return false;
        }
        at = bad.at() + GroupHeader.BYTES + header.bodyBytes();
        return true;
    }

    /**
     * Whether a group with a number above {@code number} begins anywhere behind {@code from}: then what is before it was
     * durable. JSON text has no zero bytes, so no data can look like a header.
     */
    boolean hasGroupBehind(long from, long number) throws IOException {
        byte[] chunk = new byte[SEARCH_BYTES + GroupHeader.BYTES];
        for (long base = from + 1; base < size; base += SEARCH_BYTES) {
            ByteBuffer view = ByteBuffer.wrap(chunk);
            view.limit(file.read(view, base));
            for (int i = 0; i + GroupHeader.BYTES <= view.limit() && i < SEARCH_BYTES; i++) {
                if (GroupHeader.mayBegin(view, i) && isLater(view, i, number)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isLater(ByteBuffer view, int at, long number) {
        try {
            return GroupHeader.read(view, at).number() > number;
        } catch (DamagedException e) {
            return false;
        }
    }

    private static void checkRecords(GroupHeader header, byte[] body) {
        int position = 0;
        int count = 0;
        while (position < body.length) {
            position += RecordCodec.FRAME_BYTES + RecordCodec.check(body, position, body.length);
            count++;
        }
        if (count != header.records()) {
            throw new DamagedException("a group of " + header.records() + " records has " + count);
        }
    }
}
