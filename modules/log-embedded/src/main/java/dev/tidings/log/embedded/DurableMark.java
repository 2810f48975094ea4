package dev.tidings.log.embedded;

import dev.tidings.log.embedded.FileLayer.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that notes, ten times a second and at a clean end, up to where the log is durable: a bad group before that
 * is damage and no torn end. Two slots are written in turn, so that one is whole at any moment. Owned by whoever opens
 * the log, then by its caretaker.
 */
final class DurableMark {

    /**
     * What is noted.
     *
     * @param end everything before it was flushed
     * @param timeMillis by the log's own clock
     * @param wallMillis by the wall clock at the same moment
     * @param owedEpochs one bit for each partition that must begin a new epoch before it is used
     */
    record Note(long end, long timeMillis, long wallMillis, long owedEpochs) {}

    static final String FILE_NAME = "durable";

    private static final int MAGIC = 0xB71D_0A7C;
    private static final int BYTES = 48;
    private static final int SLOT_BYTES = 4_096;

    private final LogFile file;
    private long counter;
    private @Nullable Note last;

    private DurableMark(LogFile file) {
        this.file = file;
    }

    static DurableMark open(FileLayer files, Path directory) throws IOException {
        DurableMark mark = new DurableMark(files.open(directory.resolve(FILE_NAME)));
        for (int slot = 0; slot < 2; slot++) {
            mark.readSlot(slot);
        }
        return mark;
    }

    /** The newest note; null when there is none. */
    @Nullable
    Note last() {
        return last;
    }

    /** Notes and flushes. */
    void write(Note note) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putInt(0, MAGIC)
                .putLong(8, counter + 1)
                .putLong(16, note.end())
                .putLong(24, note.timeMillis())
                .putLong(32, note.wallMillis())
                .putLong(40, note.owedEpochs());
        bytes.putInt(4, crc(bytes));
        file.write(bytes, (counter + 1) % 2 * SLOT_BYTES);
        file.force();
        counter++;
        last = note;
    }

    void close() throws IOException {
        file.close();
    }

    private void readSlot(int slot) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        int length = file.read(bytes, (long) slot * SLOT_BYTES);
        boolean whole = length == BYTES && bytes.getInt(0) == MAGIC && bytes.getInt(4) == crc(bytes);
        if (whole && bytes.getLong(8) > counter) {
            counter = bytes.getLong(8);
            last = new Note(bytes.getLong(16), bytes.getLong(24), bytes.getLong(32), bytes.getLong(40));
        }
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(8).limit(BYTES));
        return (int) crc.getValue();
    }
}
