package dev.tidings.log;

import dev.tidings.model.Epoch;

/**
 * A wish to go on with a partition on another store. Immutable. Carried out only while the store still has the expected
 * epoch and incarnation.
 *
 * @param partition its number
 * @param expectedEpoch as {@link PartitionState#epoch} said
 * @param expectedIncarnation as {@link PartitionState#incarnation} said
 * @param vouched whether every member of the last known view saw no sequence above {@code vouchedSequence}
 * @param vouchedSequence the stored sequence that was shown to the members; the epoch is kept only while the store still
 *     has exactly this one
 */
public record Adoption(
        int partition, Epoch expectedEpoch, String expectedIncarnation, boolean vouched, long vouchedSequence) {}
