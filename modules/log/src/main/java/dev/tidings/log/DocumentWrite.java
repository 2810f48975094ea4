package dev.tidings.log;

/**
 * The condition and effect of a document's change: compare and set by version. Immutable.
 *
 * <p>The version of an id that never existed, or whose tombstone is forgotten, is 0; a deleted document keeps its last
 * version (that of the deletion) in its tombstone, so that a re-created id goes on counting.
 *
 * @param id the document
 * @param expectedVersion the version that it, or its tombstone, must have now; 0 = nothing may be known of it; {@link
 *     #ANY} = no condition at all
 * @param mustExist whether it must be alive now (true) or absent, be it never written or deleted (false)
 * @param version what it, or the tombstone of its deletion, has from then on; ignored when the item has no entries
 */
public record DocumentWrite(String id, long expectedVersion, boolean mustExist, long version) {

    /** No condition: neither on the version nor on whether it exists. */
    public static final long ANY = -1;

    /** A condition that never holds: the item only asks whether its key was used, and for the document as it is. */
    public static final long PROBE = -2;
}
