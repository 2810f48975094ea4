package dev.tidings.verify;

/** One write: the {@code number}-th of a producer. Immutable. It travels in the data as {@code p} and {@code n}. */
public record WriteId(int producer, long number) {

    @Override
    public String toString() {
        return producer + "." + number;
    }
}
