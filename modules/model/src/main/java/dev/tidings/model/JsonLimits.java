package dev.tidings.model;

/**
 * What JSON from outside may be at the most. Immutable.
 *
 * @param maxBytes bytes of the whole text as received
 * @param maxDepth nested arrays and objects
 * @param maxNumberLength characters of one number
 */
public record JsonLimits(int maxBytes, int maxDepth, int maxNumberLength) {

    /** 64 KiB, 64 levels, numbers of 64 characters. */
    public static final JsonLimits DEFAULT = new JsonLimits(64 * 1024, 64, 64);

    /** The same depth and numbers with another size. */
    public JsonLimits withMaxBytes(int bytes) {
        return new JsonLimits(bytes, maxDepth, maxNumberLength);
    }
}
