package dev.tidings.edge;

/** What one may do with a channel or collection. */
public enum Right {
    /** Read it, its history and its stream. */
    SUBSCRIBE,
    /** Make publications in it. */
    PUBLISH,
    /** Change the documents of it. */
    WRITE
}
