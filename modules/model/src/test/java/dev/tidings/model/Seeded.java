package dev.tidings.model;

import java.util.Random;

/**
 * Runs a property on random input: small inputs first, each run with a seed of its own. A failure is tried again with
 * the same seed on smaller sizes, and the smallest that fails is told with its seed. {@code -Dtidings.seed=N} runs only
 * that seed, {@code -Dtidings.runs=N} that many runs. Tests of another shape take their {@link #seed} here, so that
 * every random test in the project is repeated in one way. Immutable.
 */
public final class Seeded {

    /** What must hold; throws when it does not. */
    @FunctionalInterface
    public interface Property {

        /**
         * Checks one input.
         *
         * @param random where the input comes from
         * @param size how large it may be, 1 or more
         */
        void check(Random random, int size) throws Exception;
    }

    private static final long FIRST_SEED = 20_261_121L;

    private Seeded() {}

    /** The seed of a test's random work: {@code -Dtidings.seed} or a new one. Printed first, so that a hang tells it. */
    public static long seed(Class<?> test) {
        long seed = Long.getLong("tidings.seed", System.nanoTime());
        System.out.println(test.getSimpleName() + ": seed " + seed + " (-Dtidings.seed=" + seed + ")");
        return seed;
    }

    /** Checks the property so many times, on sizes that grow to {@code maxSize}. */
    public static void check(int runs, int maxSize, Property property) {
        Long only = Long.getLong("tidings.seed");
        if (only != null) {
            run(only, maxSize, property);
            return;
        }
        int count = Integer.getInteger("tidings.runs", runs);
        for (int i = 0; i < count; i++) {
            run(FIRST_SEED + i, 1 + (int) ((long) maxSize * (i % runs) / runs), property);
        }
    }

    private static void run(long seed, int size, Property property) {
        Throwable failure = failure(seed, size, property);
        if (failure == null) {
            return;
        }
        int failing = size;
        for (int smaller = 1; smaller < failing; smaller += Math.max(1, size / 64)) {
            Throwable other = failure(seed, smaller, property);
            if (other != null) {
                failing = smaller;
                failure = other;
            }
        }
        throw new AssertionError(
                "seed " + seed + ", size " + failing + " (-Dtidings.seed=" + seed + "): " + failure.getMessage(),
                failure);
    }

    @SuppressWarnings("IllegalCatch")
    private static Throwable failure(long seed, int size, Property property) {
        try {
            property.check(new Random(seed), size);
            return null;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }
}
