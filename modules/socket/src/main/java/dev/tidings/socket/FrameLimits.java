package dev.tidings.socket;

/**
 * What a client may send in frames. Immutable.
 *
 * @param maxFrameBytes the payload of one frame
 * @param maxMessageBytes all fragments of a message together
 * @param maxFragments of one message
 * @param binary whether binary messages are taken
 */
public record FrameLimits(int maxFrameBytes, int maxMessageBytes, int maxFragments, boolean binary) {

    /** @throws IllegalArgumentException unless all are positive */
    public FrameLimits {
        if (maxFrameBytes < 1 || maxMessageBytes < 1 || maxFragments < 1) {
            throw new IllegalArgumentException("a limit is not positive");
        }
    }
}
