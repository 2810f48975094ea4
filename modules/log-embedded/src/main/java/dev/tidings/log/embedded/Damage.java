package dev.tidings.log.embedded;

import java.nio.file.Path;

/**
 * Bytes before the durable end that are not what was written. Immutable.
 *
 * @param file where
 * @param offset of the byte from which on
 * @param what is wrong
 * @param partitions one bit for each partition that may lack something
 */
record Damage(Path file, long offset, String what, long partitions) {

    String describe() {
        return file + " is damaged at byte " + offset + ": " + what + "; the log is read-only";
    }
}
