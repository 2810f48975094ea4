package dev.tidings.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * One entry of a run's fault timeline. Immutable.
 *
 * @param atMillis since the run began
 * @param pick chooses the connection
 * @param forMillis how long it lasts, where it does
 */
public record Fault(long atMillis, Kind kind, int pick, long forMillis) {

    /** What happens. */
    public enum Kind {
        /** The hub's process is killed ({@code kill -9}) and started again. */
        KILL,
        /** One connection is reset. */
        CUT,
        /** All connections are reset. */
        CUT_ALL,
        /** Nothing passes for a while. */
        STALL,
        /** The connection stays open and carries nothing any more. */
        BLACK_HOLE,
        /** It becomes slow for a while. */
        THROTTLE
    }

    private static final long QUIET_START_MILLIS = 1_500;
    private static final int CUTS_A_SECOND = 10;

    /**
     * Draws a timeline: the same for the same arguments.
     *
     * @param kills spread over the run, each at a random moment of its share
     */
    public static List<Fault> timeline(long seed, long runMillis, int kills) {
        Random random = new Random(seed);
        List<Fault> faults = new ArrayList<>();
        long span = runMillis - QUIET_START_MILLIS;
        for (int i = 0; i < kills; i++) {
            long share = span / kills;
            faults.add(new Fault(QUIET_START_MILLIS + i * share + random.nextInt((int) share), Kind.KILL, 0, 0));
        }
        long seconds = runMillis / 1_000;
        draw(faults, random, Kind.CUT, seconds * CUTS_A_SECOND, runMillis);
        draw(faults, random, Kind.STALL, seconds, runMillis);
        draw(faults, random, Kind.BLACK_HOLE, seconds, runMillis);
        draw(faults, random, Kind.THROTTLE, seconds / 2, runMillis);
        draw(faults, random, Kind.CUT_ALL, seconds / 15, runMillis);
        faults.sort(Comparator.comparingLong(Fault::atMillis));
        return faults;
    }

    private static void draw(List<Fault> faults, Random random, Kind kind, long count, long runMillis) {
        for (long i = 0; i < count; i++) {
            long at = QUIET_START_MILLIS + random.nextInt((int) (runMillis - QUIET_START_MILLIS));
            faults.add(new Fault(at, kind, random.nextInt(Integer.MAX_VALUE), 200 + random.nextInt(1_800)));
        }
    }

    @Override
    public String toString() {
        return atMillis + "ms:" + kind + (kind == Kind.KILL || kind == Kind.CUT_ALL ? "" : "#" + pick % 1_000);
    }
}
