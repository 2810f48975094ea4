package dev.tidings.log;

import dev.tidings.model.Epoch;
import java.util.List;

/** What became of a batch. Immutable. */
public sealed interface BatchResult {

    /**
     * It was decided, item by item.
     *
     * @param partitionEpoch the partition's epoch
     * @param results one for each item, in order
     */
    record Decided(Epoch partitionEpoch, List<AppendResult> results) implements BatchResult {}

    /**
     * The store is another one than wrote last: nothing was applied, the partition must be adopted first.
     *
     * @param state as the store has it
     */
    record AdoptionNeeded(PartitionState state) implements BatchResult {}
}
