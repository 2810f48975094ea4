package dev.tidings.verify;

/**
 * What a run came to. Immutable.
 *
 * @param acked writes that the hub acknowledged
 * @param unknown writes whose outcome was never learnt; each may be in the log once or not at all
 * @param delivered publications received, all subscribers together
 * @param lost acknowledged but not in the log, or in the log, due to a subscriber, and never received without a word
 * @param dup received twice, or one write twice in the log
 * @param reordered received after a later one, or one producer's writes out of order in the log
 * @param phantom received but not so in the log, or a state that no fold of the log gives
 * @param resets gaps that subscribers were told of
 * @param maxGapMillis the longest silence between two deliveries to one subscriber
 * @param p99Millis from a write's first sending to receiving it, retries and outages included
 */
public record Verdict(
        long acked,
        long unknown,
        long delivered,
        long lost,
        long dup,
        long reordered,
        long phantom,
        long resets,
        long maxGapMillis,
        long p99Millis) {

    /** Whether the promise held, and there was something to see. */
    public boolean clean() {
        return lost == 0 && dup == 0 && reordered == 0 && phantom == 0 && acked > 0 && delivered > 0;
    }

    /** The closing line of a run. */
    public String line() {
        return "acked=" + acked + " unknown=" + unknown + " delivered=" + delivered + " lost=" + lost + " dup=" + dup
                + " reordered=" + reordered + " phantom=" + phantom + " resets=" + resets + " max_gap_ms="
                + maxGapMillis + " p99_ms=" + p99Millis;
    }
}
