package dev.tidings.log.embedded;

import dev.tidings.log.embedded.FileLayer.LogFile;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which store a directory is, and which copy of it. Immutable; kept in a file of its own.
 *
 * @param store drawn when the directory was new; every segment bears it
 * @param incarnation drawn when the directory was new, and again whenever it is found to be a copy
 * @param file what tells the identity file from a copy of it; empty where the file system has no such thing
 */
record Identity(long store, String incarnation, String file) {

    static final int FORMAT_VERSION = 1;
    static final String FILE_NAME = "identity";

    private static final int MAGIC = 0xB71D_1DEA;
    private static final int MAX_BYTES = 4_096;

    /** A new store. */
    static Identity draw(Supplier<Epoch> random) {
        return new Identity(Long.parseLong(random.get().value(), 36), newIncarnation(random), "");
    }

    /** The same store as another copy. */
    Identity reincarnated(Supplier<Epoch> random) {
        return new Identity(store, newIncarnation(random), "");
    }

    /** The identity of a directory; null when it has none. */
    static @Nullable Identity read(FileLayer files, Path directory) throws IOException {
        if (!files.names(directory).contains(FILE_NAME)) {
            return null;
        }
        Path path = directory.resolve(FILE_NAME);
        byte[] bytes = new byte[MAX_BYTES];
        int length;
        try (LogFile file = files.open(path)) {
            length = file.read(ByteBuffer.wrap(bytes), 0);
        }
        return decode(path, bytes, length);
    }

    private static Identity decode(Path path, byte[] bytes, int length) throws IOException {
        if (length < 16
                || ByteReader.intAt(bytes, 0) != MAGIC
                || ByteReader.intAt(bytes, 4) != ByteReader.crc(bytes, 8, length - 8)) {
            throw new IOException(path + " is damaged at byte 0: this is no identity of a log; restore it, or move the"
                    + " directory away to begin a new log");
        }
        ByteReader in = new ByteReader(bytes, 8, length - 8);
        int version = in.readInt();
        if (version != FORMAT_VERSION) {
            throw new IOException(
                    path + ": format version " + version + "; this release reads version " + FORMAT_VERSION);
        }
        int partitions = in.readInt();
        if (partitions != Partitions.COUNT) {
            throw new IOException(path + ": the log has " + partitions + " partitions; this release has "
                    + Partitions.COUNT + ", and the number can't change in a log's life");
        }
        return new Identity(in.readLong(), in.readText(), in.readText());
    }

    /** Writes it, bound to the very file that it is written to, and answers it as it is from now on. */
    Identity write(FileLayer files, Path directory) throws IOException {
        Path temporary = directory.resolve(FILE_NAME + ".tmp");
        Identity bound;
        try (LogFile file = files.open(temporary)) {
            bound = new Identity(store, incarnation, files.fileIdentity(temporary));
            file.truncate(0);
            file.write(ByteBuffer.wrap(bound.encode()), 0);
            file.force();
        }
        files.rename(temporary, directory.resolve(FILE_NAME));
        files.forceFolder(directory);
        return bound;
    }

    /** Whether the directory was copied since this was written. */
    boolean isCopied(FileLayer files, Path directory) throws IOException {
        String now = files.fileIdentity(directory.resolve(FILE_NAME));
        return !file.isEmpty() && !file.equals(now);
    }

    private byte[] encode() {
        ByteWriter out = new ByteWriter(128);
        out.putInt(MAGIC);
        out.putInt(0);
        out.putInt(FORMAT_VERSION);
        out.putInt(Partitions.COUNT);
        out.putLong(store);
        out.putText(incarnation);
        out.putText(file);
        out.patchInt(4, out.crcFrom(8));
        return out.toBytes();
    }

    /** 124 random bits. */
    private static String newIncarnation(Supplier<Epoch> random) {
        return random.get().value() + random.get().value();
    }
}
