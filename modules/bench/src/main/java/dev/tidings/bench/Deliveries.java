package dev.tidings.bench;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/**
 * What all subscribers of a run have received, and whether they were meant to. Owned by the load loop.
 *
 * <p>A number is complete when every subscriber has it. At most {@link #MAX_OPEN} numbers are open at a time, so the
 * counts and the first-seen offsets live in rings.
 */
final class Deliveries {

    /** The most publications that may be on their way at a time; a power of two. */
    static final int MAX_OPEN = 1 << 17;

    private static final long MAX_LATENCY_NANOS = 60_000_000_000L;

    private final int subscribers;
    private final LongConsumer whenComplete;
    private final int[] receivedOf = new int[MAX_OPEN];
    private final long[] offsetOf = new long[MAX_OPEN];
    private Histogram latency = new Histogram(MAX_LATENCY_NANOS, 3);

    private long received;
    private long total;
    private long completed;
    private long reads;
    private long faults;
    private String firstFault = "";

    /** @param whenComplete hears the number that the last subscriber has just received */
    Deliveries(int subscribers, LongConsumer whenComplete) {
        this.subscribers = subscribers;
        this.whenComplete = whenComplete;
    }

    /** Begins a new measurement; what is on its way stays on its way. */
    void reset() {
        received = 0;
        reads = 0;
        latency = new Histogram(MAX_LATENCY_NANOS, 3);
    }

    /** Forgets number {@code number}'s earlier life in the ring: it is about to be sent. */
    void open(long number) {
        receivedOf[slot(number)] = 0;
        offsetOf[slot(number)] = 0;
    }

    /** One subscriber has number {@code number}, which the log keeps at {@code offset}. */
    void received(long number, long offset, long latencyNanos) {
        received++;
        total++;
        latency.recordValue(Math.min(Math.max(latencyNanos, 0), MAX_LATENCY_NANOS));
        int slot = slot(number);
        if (offsetOf[slot] == 0) {
            offsetOf[slot] = offset;
        } else if (offsetOf[slot] != offset) {
            fault("number " + number + " came at offsets " + offsetOf[slot] + " and " + offset);
        }
        receivedOf[slot]++;
        if (receivedOf[slot] == subscribers) {
            completed++;
            whenComplete.accept(number);
        }
    }

    void read() {
        reads++;
    }

    /** Something that must not be: a hole, a repetition, a reset. The first is kept in words. */
    void fault(String what) {
        if (faults++ == 0) {
            firstFault = what;
        }
    }

    /** @throws IOException which says what was not meant to be, when something was */
    void requireNoFault() throws IOException {
        if (faults > 0) {
            throw new IOException(faults + " faults, the first: " + firstFault);
        }
    }

    long received() {
        return received;
    }

    /** Deliveries since the start of the run, whatever was reset since. */
    long total() {
        return total;
    }

    /** Publications that everyone has, since the start of the run. */
    long completed() {
        return completed;
    }

    long reads() {
        return reads;
    }

    long faults() {
        return faults;
    }

    String firstFault() {
        return firstFault;
    }

    double latencyMillis(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e6;
    }

    private static int slot(long number) {
        return (int) (number & (MAX_OPEN - 1));
    }
}
