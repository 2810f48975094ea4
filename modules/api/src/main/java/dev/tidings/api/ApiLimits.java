package dev.tidings.api;

/**
 * How much one request may bring (contract §3, §5). Immutable.
 *
 * @param maxBodyBytes a request's body
 * @param maxPublicationBytes the data of one publication
 * @param maxBatchItems publications in one batch
 * @param maxPatchOperations operations in one JSON Patch
 */
public record ApiLimits(int maxBodyBytes, int maxPublicationBytes, int maxBatchItems, int maxPatchOperations) {

    /** 1 MiB, 64 KiB, 10,000 publications, 1,000 operations. */
    public static final ApiLimits DEFAULT = new ApiLimits(1024 * 1024, 64 * 1024, 10_000, 1_000);

    /** @throws IllegalArgumentException when a bound is not positive */
    public ApiLimits {
        if (maxBodyBytes < 1 || maxPublicationBytes < 1 || maxBatchItems < 1 || maxPatchOperations < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
