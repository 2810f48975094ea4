package dev.tidings.verify;

/**
 * One write: the {@code number}-th of a producer. Immutable. It travels in the data as {@code p} and {@code n}.
 *
 * @param producer from 0 on; negative for what this run did not write
 */
public record WriteId(int producer, long number) {

    /** What somebody else wrote: the same for the same content. */
    static WriteId foreign(String content) {
        return new WriteId(-1, content.hashCode());
    }

    /** Whether somebody else wrote it: delivered it is judged like any other, in the log it is not looked at. */
    boolean isForeign() {
        return producer < 0;
    }

    @Override
    public String toString() {
        return isForeign() ? "somebody else's" : producer + "." + number;
    }
}
