package dev.tidings.log;

/**
 * How the partition stands after an adoption was asked for.
 *
 * @param carriedOut false when somebody else was first, or the store changed again
 * @param state the partition now
 */
public record AdoptionResult(boolean carriedOut, PartitionState state) {}
