package dev.tidings.log;

import dev.tidings.model.Epoch;

/**
 * Where a partition of the log is. Immutable.
 *
 * @param partition its number
 * @param epoch its epoch, which new channels take
 * @param sequence the last sequence; 0 = nothing was ever appended
 * @param incarnation the store that wrote last
 * @param runningIncarnation the store that answers; differs when an adoption is due
 */
public record PartitionState(int partition, Epoch epoch, long sequence, String incarnation, String runningIncarnation) {

    /** Whether the store is another one than wrote last. */
    public boolean needsAdoption() {
        return !incarnation.equals(runningIncarnation);
    }
}
