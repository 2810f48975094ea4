package dev.tidings.edge;

import java.util.function.BooleanSupplier;

/**
 * What all listeners of a node have in common. Immutable; its parts are thread-safe.
 *
 * @param authenticator says who asks
 * @param draining whether the node is going down: writes are refused
 */
public record Border(Authenticator authenticator, BooleanSupplier draining) {

    /** Development mode of a node that stays. */
    public static Border development() {
        return new Border(DevelopmentIdentity.authenticator(), () -> false);
    }
}
