package dev.tidings.log.embedded;

import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How a directory is opened. Immutable.
 *
 * @param directory of the log alone; made when it is absent
 * @param settings how a channel is kept; called on the log's own thread for every append and read, so it must be quick
 * @param limits the bounds of the whole log
 * @param epochs draws a new epoch each time, from a {@link java.security.SecureRandom}; the directory's identity is
 *     drawn from it, too
 * @param clock the clocks
 * @param isRestored whether the directory comes from a backup: then every partition begins a new epoch. A copy is
 *     noticed by itself where files have an inode; one that was put back in place of the same files is not
 * @param tuning sizes and times
 */
public record EmbeddedLogOptions(
        Path directory,
        Function<ChannelName, ChannelSettings> settings,
        LogLimits limits,
        Supplier<Epoch> epochs,
        LogClock clock,
        boolean isRestored,
        Tuning tuning) {

    /** A directory with everything else as by default. */
    public static EmbeddedLogOptions of(
            Path directory, Function<ChannelName, ChannelSettings> settings, Supplier<Epoch> epochs) {
        return new EmbeddedLogOptions(
                directory, settings, LogLimits.DEFAULT, epochs, LogClock.system(), false, Tuning.DEFAULT);
    }

    /** The same with other bounds. */
    public EmbeddedLogOptions withLimits(LogLimits newLimits) {
        return new EmbeddedLogOptions(directory, settings, newLimits, epochs, clock, isRestored, tuning);
    }

    /** The same with other clocks. */
    public EmbeddedLogOptions withClock(LogClock newClock) {
        return new EmbeddedLogOptions(directory, settings, limits, epochs, newClock, isRestored, tuning);
    }

    /** The same with other sizes and times. */
    public EmbeddedLogOptions withTuning(Tuning newTuning) {
        return new EmbeddedLogOptions(directory, settings, limits, epochs, clock, isRestored, newTuning);
    }

    /** The same for a directory that was restored from a backup. */
    public EmbeddedLogOptions restored() {
        return new EmbeddedLogOptions(directory, settings, limits, epochs, clock, true, tuning);
    }

    /**
     * Sizes and times. Immutable.
     *
     * @param segmentBytes a file of the log is not continued beyond this; 4 KiB to 1 GiB
     * @param snapshotBytes a snapshot is written after this many bytes of log
     * @param cacheBytes of newest publications kept in memory
     * @param queueItems appends that may wait; beyond it they are refused at once
     * @param queueBytes about how much of them; beyond it they are refused at once, and so is a larger batch
     * @param reserveBytes appends are refused while the disk has less room, so that the log can still clean up
     * @param idleChannelMillis a channel that nobody wrote to for this long, and without documents, is forgotten
     * @param tickMillis how often the log looks after its files
     */
    public record Tuning(
            long segmentBytes,
            long snapshotBytes,
            long cacheBytes,
            int queueItems,
            long queueBytes,
            long reserveBytes,
            long idleChannelMillis,
            long tickMillis) {

        /** 64 MiB a segment and a snapshot, 16 MiB cache, 65,536 items or 32 MiB waiting, 32 MiB reserve, 7 d, 100 ms. */
        public static final Tuning DEFAULT =
                new Tuning(64L << 20, 64L << 20, 16L << 20, 65_536, 32L << 20, 32L << 20, 7L * 24 * 3_600_000, 100);

        /** @throws IllegalArgumentException when a bound makes no sense */
        public Tuning {
            if (segmentBytes < 4_096 || segmentBytes > 1L << 30 || snapshotBytes < 1 || queueItems < 1) {
                throw new IllegalArgumentException("segments of " + segmentBytes + " bytes, snapshots every "
                        + snapshotBytes + ", a queue of " + queueItems);
            }
            if (cacheBytes < 0 || reserveBytes < 0 || idleChannelMillis < 1 || tickMillis < 1) {
                throw new IllegalArgumentException("a bound is not positive");
            }
            if (queueBytes < 1 || queueBytes > 32L << 20) {
                throw new IllegalArgumentException("a queue of " + queueBytes + " bytes; at most 32 MiB");
            }
        }
    }
}
