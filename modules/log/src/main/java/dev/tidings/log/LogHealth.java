package dev.tidings.log;

/**
 * How the store is. Immutable.
 *
 * @param readable whether reads are answered
 * @param writable whether appends are taken
 * @param detail one sentence for the operator; empty when all is well
 */
public record LogHealth(boolean readable, boolean writable, String detail) {

    /** All is well. */
    public static final LogHealth OK = new LogHealth(true, true, "");
}
