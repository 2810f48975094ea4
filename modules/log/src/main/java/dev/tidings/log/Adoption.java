package dev.tidings.log;

import dev.tidings.model.Epoch;

/**
 * A wish to go on with a partition on another store. Immutable. Carried out only while the store still has the expected
 * epoch and incarnation, and is itself the one that the wish was made for.
 *
 * @param partition its number
 * @param expectedEpoch as {@link PartitionState#epoch} said
 * @param expectedIncarnation as {@link PartitionState#incarnation} said
 * @param store as {@link PartitionState#runningIncarnation} said: the store that the members were asked about
 * @param vouched whether every member of the last known view saw no sequence above {@code vouchedSequence}
 * @param vouchedSequence the stored sequence that was shown to the members; the epoch is kept only while the store still
 *     has exactly this one
 */
public record Adoption(
        int partition,
        Epoch expectedEpoch,
        String expectedIncarnation,
        String store,
        boolean vouched,
        long vouchedSequence) {

    /** To go on where a partition was seen to stand. */
    public static Adoption of(PartitionState state, boolean vouched) {
        return new Adoption(
                state.partition(),
                state.epoch(),
                state.incarnation(),
                state.runningIncarnation(),
                vouched,
                state.sequence());
    }
}
