package dev.tidings.log.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * All that the log asks of a file system: the seam at which tests cut the power, fill the disk and fail a flush.
 * Implementations are thread-safe for different files; one file is written by one thread at a time.
 */
interface FileLayer {

    /** One open file. */
    interface LogFile extends Closeable {

        /** Fills {@code target} from {@code position} as far as the file goes; answers the bytes read, 0 at its end. */
        int read(ByteBuffer target, long position) throws IOException;

        /** Writes all of {@code source} at {@code position}. After an exception any part of it may be written. */
        void write(ByteBuffer source, long position) throws IOException;

        /** Returns when what was written, and the length, will survive a power cut. */
        void force() throws IOException;

        void truncate(long size) throws IOException;

        long size() throws IOException;
    }

    /** Opens for reading and writing; creates the file when it is absent. */
    LogFile open(Path file) throws IOException;

    /** Returns when the names in this folder will survive a power cut. */
    void forceFolder(Path folder) throws IOException;

    /** Puts a file atomically in another's place. */
    void rename(Path from, Path to) throws IOException;

    void delete(Path file) throws IOException;

    /** The names of the files in a folder, in any order. */
    List<String> names(Path folder) throws IOException;

    /** The bytes that may still be written. */
    long usableBytes(Path folder) throws IOException;

    /** What tells this file from a copy of it (device and inode), or an empty text where there is no such thing. */
    String fileIdentity(Path file) throws IOException;
}
