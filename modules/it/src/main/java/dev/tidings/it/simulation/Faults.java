package dev.tidings.it.simulation;

import java.util.random.RandomGenerator;

/**
 * How much goes wrong in one schedule. Immutable. Probabilities are for each message, request or step.
 *
 * @param busLoss a message of the bus is lost
 * @param busRepeat it arrives twice
 * @param busLate it arrives up to 60 s later
 * @param replyLoss an answer of the log never comes
 * @param clientCut a client's line is cut, at each message
 * @param clientSlow a client reads slowly
 * @param nodeKill a node dies, each virtual 100 ms
 * @param nodePause a node is stopped for up to 12 s, each virtual 100 ms
 * @param storeAway the store is away for up to 3 s, each virtual 100 ms
 * @param storeLoss the store comes back as another incarnation that may have lost its tail, each virtual 100 ms
 * @param storeRestore every node dies, and the store comes back from a backup, each virtual 100 ms
 * @param retention publications that a channel keeps
 * @param logMicros how long a way to or from the log takes at the most
 * @param busMicros how long a message of the bus usually takes at the most
 */
public record Faults(
        double busLoss,
        double busRepeat,
        double busLate,
        double replyLoss,
        double clientCut,
        double clientSlow,
        double nodeKill,
        double nodePause,
        double storeAway,
        double storeLoss,
        double storeRestore,
        int retention,
        long logMicros,
        long busMicros) {

    private static final long[] LATENCIES_MICROS = {300, 3_000, 20_000};

    /** Nothing goes wrong but the order of things. */
    public static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1_000, 3_000, 6_000);

    /** Draws how bad a schedule is: most have a few kinds of trouble, some have all. */
    public static Faults draw(RandomGenerator random) {
        return new Faults(
                some(random, 0.3),
                some(random, 0.2),
                some(random, 0.05),
                some(random, 0.03),
                some(random, 0.08),
                some(random, 0.5),
                some(random, 0.03),
                some(random, 0.03),
                some(random, 0.03),
                some(random, 0.03),
                some(random, 0.01),
                random.nextInt(4) == 0 ? 3 + random.nextInt(10) : 1_000,
                LATENCIES_MICROS[random.nextInt(LATENCIES_MICROS.length)],
                LATENCIES_MICROS[random.nextInt(LATENCIES_MICROS.length)]);
    }

    private static double some(RandomGenerator random, double most) {
        return random.nextInt(5) < 2 ? random.nextDouble() * most : 0;
    }

    /** Whether an acknowledged publication may be lost, so that only the epoch tells of it. */
    public boolean losesStored() {
        return storeLoss > 0 || storeRestore > 0;
    }
}
