package dev.tidings.bench;

import io.vertx.core.json.JsonObject;

/**
 * What one row of one round gave. Immutable.
 *
 * @param deliveriesPerSecond publications received, all subscribers together
 * @param cpuMicros the hub's processor time a delivery
 * @param perRead messages that one read of the client brought; a client that lags makes the hub look cheaper
 * @param p50Millis from sending (in a paced run: from when it was due) to receiving
 * @param othersShare the share of a core that other processes used
 * @param lost deliveries that were due and never came
 */
record Measurement(
        double deliveriesPerSecond,
        double cpuMicros,
        double perRead,
        double p50Millis,
        double p99Millis,
        double hubShare,
        double generatorShare,
        double othersShare,
        long lost) {

    /** Beyond this share of a core used by others a run says little. */
    private static final double DISTURBED = 0.15;

    boolean disturbed() {
        return othersShare > DISTURBED;
    }

    static Measurement of(Deliveries deliveries, CpuMeter used, long lost) {
        long received = Math.max(1, deliveries.received());
        return new Measurement(
                deliveries.received() / used.seconds(),
                used.processSeconds() * 1e6 / received,
                (double) received / Math.max(1, deliveries.reads()),
                deliveries.latencyMillis(50),
                deliveries.latencyMillis(99),
                used.processSeconds() / used.seconds(),
                used.ownSeconds() / used.seconds(),
                used.othersShare(),
                lost);
    }

    /** The same with losses that were counted later. */
    Measurement withLost(long lostLater) {
        return new Measurement(
                deliveriesPerSecond,
                cpuMicros,
                perRead,
                p50Millis,
                p99Millis,
                hubShare,
                generatorShare,
                othersShare,
                lostLater);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("deliveriesPerSecond", Math.round(deliveriesPerSecond))
                .put("cpuMicrosPerDelivery", rounded(cpuMicros))
                .put("messagesPerRead", rounded(perRead))
                .put("p50Millis", rounded(p50Millis))
                .put("p99Millis", rounded(p99Millis))
                .put("hubCoreShare", rounded(hubShare))
                .put("generatorCoreShare", rounded(generatorShare))
                .put("othersCoreShare", rounded(othersShare))
                .put("disturbed", disturbed())
                .put("lost", lost);
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
