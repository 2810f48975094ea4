package dev.tidings.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * One entry of a run's fault timeline. Immutable.
 *
 * @param atMillis since the run began
 * @param pick chooses the connection or the node
 * @param forMillis how long it lasts, where it does
 */
public record Fault(long atMillis, Kind kind, int pick, long forMillis) {

    /** What happens. */
    public enum Kind {
        /** A node's process is killed ({@code kill -9}) and started again. */
        KILL,
        /** A node's process is stopped for a while. */
        PAUSE,
        /** A node can't reach the others for a while. */
        PARTITION,
        /** The store's process is killed and started again. */
        REDIS_KILL,
        /** The store answers nobody for a while. */
        REDIS_PAUSE,
        /** A node can't reach the store for a while. */
        REDIS_CUT,
        /** The members forget every address on the event bus. */
        FORGET,
        /** One connection is reset. */
        CUT,
        /** All connections to a node are reset. */
        CUT_ALL,
        /** Nothing passes for a while. */
        STALL,
        /** The connection stays open and carries nothing any more. */
        BLACK_HOLE,
        /** It becomes slow for a while. */
        THROTTLE;

        /** Whether it is done to connections, by a proxy. */
        boolean isOfConnections() {
            return compareTo(CUT) >= 0;
        }
    }

    private static final long QUIET_START_MILLIS = 1_500;

    /**
     * Draws a timeline: the same for the same arguments.
     *
     * @param shares each is spread over the run, one fault at a random moment of each part
     */
    public static List<Fault> timeline(long seed, long runMillis, List<FaultShare> shares) {
        Random random = new Random(seed);
        List<Fault> faults = new ArrayList<>();
        for (FaultShare share : shares) {
            switch (share.trouble()) {
                case CUT -> drawCuts(faults, random, share.count(), runMillis);
                case KILL -> spread(faults, random, Kind.KILL, share, runMillis);
                case PAUSE -> spread(faults, random, Kind.PAUSE, share, runMillis);
                case PARTITION -> spread(faults, random, Kind.PARTITION, share, runMillis);
                case REDIS_KILL -> spread(faults, random, Kind.REDIS_KILL, share, runMillis);
                case REDIS_PAUSE -> spread(faults, random, Kind.REDIS_PAUSE, share, runMillis);
                case REDIS_CUT -> spread(faults, random, Kind.REDIS_CUT, share, runMillis);
                case FORGET -> spread(faults, random, Kind.FORGET, share, runMillis);
            }
        }
        faults.sort(Comparator.comparingLong(Fault::atMillis));
        return faults;
    }

    private static void spread(List<Fault> faults, Random random, Kind kind, FaultShare share, long runMillis) {
        long part = (runMillis - QUIET_START_MILLIS) / Math.max(1, share.count());
        for (int i = 0; i < share.count(); i++) {
            long at = QUIET_START_MILLIS + i * part + random.nextInt((int) Math.max(1, part));
            faults.add(new Fault(at, kind, random.nextInt(Integer.MAX_VALUE), share.millis()));
        }
    }

    private static void drawCuts(List<Fault> faults, Random random, int cutsPerSecond, long runMillis) {
        long seconds = runMillis / 1_000;
        draw(faults, random, Kind.CUT, seconds * cutsPerSecond, runMillis);
        draw(faults, random, Kind.STALL, seconds, runMillis);
        draw(faults, random, Kind.BLACK_HOLE, seconds, runMillis);
        draw(faults, random, Kind.THROTTLE, seconds / 2, runMillis);
        draw(faults, random, Kind.CUT_ALL, seconds / 15, runMillis);
    }

    private static void draw(List<Fault> faults, Random random, Kind kind, long count, long runMillis) {
        for (long i = 0; i < count; i++) {
            long at = QUIET_START_MILLIS + random.nextInt((int) (runMillis - QUIET_START_MILLIS));
            faults.add(new Fault(at, kind, random.nextInt(Integer.MAX_VALUE), 200 + random.nextInt(1_800)));
        }
    }

    @Override
    public String toString() {
        return atMillis + "ms:" + kind + (kind.isOfConnections() ? "#" + pick % 1_000 : "");
    }
}
