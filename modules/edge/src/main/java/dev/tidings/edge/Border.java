package dev.tidings.edge;

import java.util.function.BooleanSupplier;

/**
 * What all listeners of a node have in common. Immutable; its parts are thread-safe.
 *
 * @param authenticator says who asks
 * @param draining whether the node is going down: writes are refused
 * @param visitors who is connected; a listener with a border of its own has room that the others can't take
 */
public record Border(Authenticator authenticator, BooleanSupplier draining, Visitors visitors) {

    /** With visitors of its own. */
    public Border(Authenticator authenticator, BooleanSupplier draining) {
        this(authenticator, draining, new Visitors());
    }

    /** Development mode of a node that stays. */
    public static Border development() {
        return new Border(DevelopmentIdentity.authenticator(), () -> false);
    }
}
