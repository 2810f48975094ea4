package dev.tidings.model;

/** How a namespace keeps its channels (contract §1). */
public enum Kind {
    /** Every publication is kept for its retention, and delivered in order. */
    LOG,
    /** Logged; a reader who fell behind gets the last value of each key. */
    LATEST,
    /** No log and no position: delivered at most once, an old value of a key dropped for a newer one. */
    VOLATILE
}
