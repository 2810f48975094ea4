package dev.tidings.log.embedded;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What stands before the records that were made durable together. Immutable.
 *
 * @param bodyBytes bytes of the records that follow
 * @param records how many they are
 * @param previousEnd where the group before ended: since a group is written only when the one before is durable, this
 *     is proof that everything up to there was
 * @param number 1, 2, 3 … along the log
 * @param timeMillis by the log's own clock
 * @param partitions one bit for each partition that the group touches
 */
record GroupHeader(int bodyBytes, int records, long previousEnd, long number, long timeMillis, long partitions) {

    static final int BYTES = 48;

    /** No group is larger; more is damage. */
    static final int MAX_BODY_BYTES = 64 << 20;

    /** All partitions. */
    static final long ALL = -1L;

    private static final int MAGIC = 0xB71D_06A5;

    /** Writes it over the first bytes of {@code target}. */
    void write(ByteBuffer target) {
        target.putInt(0, MAGIC)
                .putInt(8, bodyBytes)
                .putInt(12, records)
                .putLong(16, previousEnd)
                .putLong(24, number)
                .putLong(32, timeMillis)
                .putLong(40, partitions);
        target.putInt(4, crc(target, 0));
    }

    /** Reads a header at {@code at}; throws {@link DamagedException} when there is none. */
    static GroupHeader read(ByteBuffer source, int at) {
        if (source.limit() - at < BYTES || source.getInt(at) != MAGIC || source.getInt(at + 4) != crc(source, at)) {
            throw new DamagedException("no group begins here");
        }
        GroupHeader header = new GroupHeader(
                source.getInt(at + 8),
                source.getInt(at + 12),
                source.getLong(at + 16),
                source.getLong(at + 24),
                source.getLong(at + 32),
                source.getLong(at + 40));
        if (header.bodyBytes < 0 || header.bodyBytes > MAX_BODY_BYTES || header.records < 0) {
            throw new DamagedException("a group of " + header.bodyBytes + " bytes");
        }
        return header;
    }

    /** Whether the first bytes are those of a header. */
    static boolean mayBegin(ByteBuffer source, int at) {
        return source.getInt(at) == MAGIC;
    }

    private static int crc(ByteBuffer source, int at) {
        CRC32C crc = new CRC32C();
        crc.update(source.duplicate().position(at + 8).limit(at + BYTES));
        return (int) crc.getValue();
    }
}
