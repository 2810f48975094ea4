package dev.tidings.model;

/**
 * What JSON from outside may be at the most. Immutable.
 *
 * @param maxBytes bytes of the whole text as received
 * @param maxDepth nested arrays and objects
 * @param maxNumberLength characters of one number
 * @param maxMembers of one object; each costs much more than its bytes, here and wherever it is read again
 */
public record JsonLimits(int maxBytes, int maxDepth, int maxNumberLength, int maxMembers) {

    /** 64 KiB, 64 levels, numbers of 64 characters, 16,384 members: more than there are in 64 KiB. */
    public static final JsonLimits DEFAULT = new JsonLimits(64 * 1024, 64, 64, 16_384);

    /** The same depth, numbers and objects with another size. */
    public JsonLimits withMaxBytes(int bytes) {
        return new JsonLimits(bytes, maxDepth, maxNumberLength, maxMembers);
    }
}
