package dev.tidings.log.embedded;

import dev.tidings.log.embedded.FileLayer.LogFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * One file of the log, open as long as somebody uses it. Thread-safe because its fields are final or atomic; it is
 * written by the writer thread only.
 */
final class Segment {

    /** Magic, checksum, format version, number (4 bytes each), end of the segment before, store (8 each). */
    static final int HEADER_BYTES = 32;

    static final String PREFIX = "segment-";

    private static final int MAGIC = 0xB71D_5E60;

    private final int number;
    private final Path path;
    private final LogFile file;
    private final AtomicInteger users = new AtomicInteger(1);

    Segment(int number, Path path, LogFile file) {
        this.number = number;
        this.path = path;
        this.file = file;
    }

    int number() {
        return number;
    }

    Path path() {
        return path;
    }

    LogFile file() {
        return file;
    }

    static String fileName(int number) {
        return String.format("%s%010d", PREFIX, number);
    }

    /** The number in a segment's file name. */
    static int numberIn(String fileName) {
        try {
            return Integer.parseInt(fileName.substring(PREFIX.length()));
        } catch (NumberFormatException e) {
            throw new DamagedException(fileName + " is not the name of a segment");
        }
    }

    /** Adds a user; false when it is closed already. */
    boolean acquire() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /** The last one to leave closes the file. */
    void release() {
        if (users.decrementAndGet() == 0) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Its first bytes. */
    static ByteBuffer header(int number, long previousEnd, long store) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(0, MAGIC)
                .putInt(8, Identity.FORMAT_VERSION)
                .putInt(12, number)
                .putLong(16, previousEnd)
                .putLong(24, store);
        return header.putInt(4, crc(header));
    }

    /**
     * Reads the header and answers where the segment before ended.
     *
     * @throws DamagedException when it isn't this segment of this store
     */
    long readHeader(long store) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        if (file.read(header, 0) < HEADER_BYTES || header.getInt(0) != MAGIC || header.getInt(4) != crc(header)) {
            throw new DamagedException("the segment's header is damaged");
        }
        if (header.getInt(12) != number || header.getLong(24) != store) {
            throw new DamagedException("the segment belongs elsewhere");
        }
        return header.getLong(16);
    }

    private static int crc(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().position(8).limit(HEADER_BYTES));
        return (int) crc.getValue();
    }
}
