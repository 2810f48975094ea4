package dev.tidings.hub;

/** The end of a tick for tests that play the hub: gives back what a batch holds. */
public final class Ticks {

    private Ticks() {}

    /** Releases the joined buffers, as the loop does. */
    public static void end(FrameBatch batch) {
        batch.release();
    }
}
