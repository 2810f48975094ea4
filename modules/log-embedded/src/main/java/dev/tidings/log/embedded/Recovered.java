package dev.tidings.log.embedded;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a directory. Immutable, but for the fold and the segments, which go on living in {@link Store}.
 *
 * @param fold of everything durable
 * @param segments that exist
 * @param active the last of them; null in a new directory
 * @param end where the log ends
 * @param groupNumber of the last group
 * @param timeMillis of the last group, by the log's own clock
 * @param replayedBytes behind the snapshot
 * @param snapshots where the kept snapshots begin, newest first
 * @param owedEpochs one bit for each partition that must begin a new epoch, since something was cut
 * @param damages none when all is well; else the log is read-only
 * @param remark what else the operator should know; empty when nothing
 */
record Recovered(
        Fold fold,
        SegmentSet segments,
        @Nullable Segment active,
        long end,
        long groupNumber,
        long timeMillis,
        long replayedBytes,
        List<Long> snapshots,
        long owedEpochs,
        List<Damage> damages,
        String remark) {

    /** Whether nothing was ever written here. */
    boolean isNew() {
        return groupNumber == 0 && damages.isEmpty();
    }
}
