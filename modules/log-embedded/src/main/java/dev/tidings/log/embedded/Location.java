package dev.tidings.log.embedded;

/**
 * A place in the log as one number that grows along it: the segment's number in the upper 32 bits, the byte within its
 * file in the lower 32. Immutable; pure functions.
 */
final class Location {

    /** Before everything; no record lies here, since a segment begins with its header. */
    static final long NONE = 0;

    private Location() {}

    static long of(int segment, long offset) {
        if (segment < 1 || offset < 0 || offset > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("segment " + segment + ", offset " + offset);
        }
        return ((long) segment << 32) | offset;
    }

    static int segment(long location) {
        return (int) (location >>> 32);
    }

    static long offset(long location) {
        return location & 0xFFFF_FFFFL;
    }

    static String describe(long location) {
        return Segment.fileName(segment(location)) + " at byte " + offset(location);
    }
}
