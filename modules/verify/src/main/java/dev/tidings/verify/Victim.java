package dev.tidings.verify;

/** Whom a negative control is done to: the first client of a kind. */
public enum Victim {
    /** An event stream. */
    STREAM(0),
    /** A WebSocket. */
    SOCKET(5),
    /** A client that changes its transport. */
    HOPPER(10);

    private final int index;

    Victim(int index) {
        this.index = index;
    }

    /** Its place in the {@link Crowd}. */
    int index() {
        return index;
    }
}
