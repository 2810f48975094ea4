package dev.tidings.model;

/** What a publication does to the document that its key names. */
public enum Change {
    /** Nothing: an ordinary publication, or the extra event of a document's change. */
    NONE,
    /** The data is from now on the document, whole. */
    PUT,
    /** The document is gone. */
    DELETE
}
