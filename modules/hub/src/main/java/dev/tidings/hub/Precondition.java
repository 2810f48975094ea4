package dev.tidings.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a write (RFC 9110 §13). Immutable.
 *
 * @param ifMatch the versions of {@code If-Match}, one of which the document must have, else {@code
 *     precondition-failed}; null = no such header; empty = {@code If-Match: *}, it must exist
 * @param ifAbsent {@code If-None-Match: *}: {@code precondition-failed} when it exists
 * @param bodyVersion the version in the body, which the document must have, else {@code version-conflict}; 0 = none
 */
public record Precondition(@Nullable List<Long> ifMatch, boolean ifAbsent, long bodyVersion) {

    /** Nothing must hold. */
    public static final Precondition NONE = new Precondition(null, false, 0);

    /** The document must have this version, else {@code precondition-failed}. */
    public static Precondition ifVersion(long version) {
        return new Precondition(List.of(version), false, 0);
    }
}
