package dev.tidings.log.embedded;

import dev.tidings.log.embedded.FileLayer.LogFile;
import dev.tidings.model.Partitions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A snapshot being written: a block with the heading, one for each partition, and an empty one, each with length and
 * checksum; under another name until it is durable. Owned by its caller.
 */
final class SnapshotFile implements Closeable {

    static final String PREFIX = "snapshot-";
    static final String TEMPORARY = "snapshot.tmp";

    private static final int MAGIC = 0xB71D_54A9;
    private static final int FRAME_BYTES = 8;

    /**
     * What the whole snapshot says.
     *
     * @param store of the directory
     * @param replayFrom every record from here on may be missing in it
     * @param groupNumber of the last group before that
     * @param timeMillis when it was begun, by the log's own clock
     */
    record Heading(long store, long replayFrom, long groupNumber, long timeMillis) {}

    private final FileLayer files;
    private final Path directory;
    private final Heading heading;
    private final LogFile file;
    private long size;

    private SnapshotFile(FileLayer files, Path directory, Heading heading) throws IOException {
        this.files = files;
        this.directory = directory;
        this.heading = heading;
        this.file = files.open(directory.resolve(TEMPORARY));
    }

    /** Begins one; then come the partitions in order. */
    static SnapshotFile begin(FileLayer files, Path directory, Heading heading, References references)
            throws IOException {
        SnapshotFile snapshot = new SnapshotFile(files, directory, heading);
        ByteWriter out = new ByteWriter(256);
        out.putInt(MAGIC);
        out.putInt(Identity.FORMAT_VERSION);
        out.putLong(heading.store());
        out.putLong(heading.replayFrom());
        out.putLong(heading.groupNumber());
        out.putLong(heading.timeMillis());
        references.encode(out);
        try {
            snapshot.file.truncate(0);
            snapshot.add(out.toBytes());
        } catch (IOException e) {
            snapshot.file.close();
            throw e;
        }
        return snapshot;
    }

    void add(byte[] block) throws IOException {
        ByteWriter frame = new ByteWriter(FRAME_BYTES + block.length);
        frame.putInt(block.length);
        frame.putInt(ByteReader.crc(block, 0, block.length));
        frame.putBytes(block);
        file.write(frame.view(), size);
        size += frame.size();
    }

    long replayFrom() {
        return heading.replayFrom();
    }

    /** Makes it durable and gives it its name. */
    void finish() throws IOException {
        add(new byte[0]);
        file.force();
        file.close();
        files.rename(directory.resolve(TEMPORARY), directory.resolve(fileName(heading.replayFrom())));
        files.forceFolder(directory);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    static String fileName(long replayFrom) {
        return String.format("%s%016x", PREFIX, replayFrom);
    }

    static long replayFromIn(String fileName) {
        try {
            return Long.parseUnsignedLong(fileName.substring(PREFIX.length()), 16);
        } catch (NumberFormatException e) {
            throw new DamagedException(fileName + " is not the name of a snapshot");
        }
    }

    /**
     * Fills an empty fold.
     *
     * @throws DamagedException when the file is not whole
     */
    static Heading load(FileLayer files, Path path, long store, Fold fold) throws IOException {
        try (LogFile file = files.open(path)) {
            long at = 0;
            byte[] block = readBlock(file, at);
            Heading heading = readHeading(new ByteReader(block), store, fold);
            for (int number = 0; number < Partitions.COUNT; number++) {
                at += FRAME_BYTES + block.length;
                block = readBlock(file, at);
                PartitionCodec.decode(block, fold.partition(number), fold.references);
            }
            at += FRAME_BYTES + block.length;
            if (readBlock(file, at).length != 0 || file.size() != at + FRAME_BYTES) {
                throw new DamagedException("it does not end where it should");
            }
            fold.recountTombstones();
            return heading;
        }
    }

    private static Heading readHeading(ByteReader in, long store, Fold fold) {
        if (in.readInt() != MAGIC || in.readInt() != Identity.FORMAT_VERSION) {
            throw new DamagedException("no snapshot of this format");
        }
        Heading heading = new Heading(in.readLong(), in.readLong(), in.readLong(), in.readLong());
        if (heading.store() != store) {
            throw new DamagedException("a snapshot of another store");
        }
        fold.references.decode(in);
        return heading;
    }

    private static byte[] readBlock(LogFile file, long at) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
        if (file.read(frame, at) < FRAME_BYTES) {
            throw new DamagedException("it is cut off at byte " + at);
        }
        int length = frame.getInt(0);
        if (length < 0 || length > file.size() - at - FRAME_BYTES) {
            throw new DamagedException("a block of " + length + " bytes at byte " + at);
        }
        byte[] block = new byte[length];
        if (file.read(ByteBuffer.wrap(block), at + FRAME_BYTES) < length
                || ByteReader.crc(block, 0, length) != frame.getInt(4)) {
            throw new DamagedException("the checksum of the block at byte " + at + " does not fit");
        }
        return block;
    }
}
