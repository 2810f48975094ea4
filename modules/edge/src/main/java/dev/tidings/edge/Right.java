package dev.tidings.edge;

/** What one may do with a channel or collection. */
public enum Right {
    /** Read it, its history and its stream. */
    SUBSCRIBE("subscribe to"),
    /** Make publications in it. */
    PUBLISH("publish to"),
    /** Change the documents of it. */
    WRITE("write to");

    private final String word;

    Right(String word) {
        this.word = word;
    }

    /** What one does with it, in a sentence before the channel's name. */
    public String word() {
        return word;
    }
}
