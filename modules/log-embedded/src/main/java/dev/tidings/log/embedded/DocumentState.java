package dev.tidings.log.embedded;

/**
 * What is kept in memory of one document or of its tombstone; about 140 bytes with its id and its place in the table.
 * Immutable.
 *
 * @param version the document's, or that of its deletion
 * @param createdOffset the offset that created it
 * @param offset the publication that wrote it last
 * @param location where that publication lies; {@link Location#NONE} for a tombstone
 * @param atMillis when it was written, by the log's own clock
 */
record DocumentState(long version, long createdOffset, long offset, long location, long atMillis) {

    boolean isAlive() {
        return location != Location.NONE;
    }

    DocumentState at(long newLocation) {
        return new DocumentState(version, createdOffset, offset, newLocation, atMillis);
    }
}
