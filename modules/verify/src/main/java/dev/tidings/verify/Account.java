package dev.tidings.verify;

import dev.tidings.model.Position;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one client has of one channel, whichever transport brings it: the position that it would resume from, and its track in
 * the ledger. Owned by the run's event loop.
 */
final class Account {

    private final Rig rig;
    private final Track track;
    private final Consumer<Delivery> feed;
    private @Nullable Position position;

    /** @param tamper puts something between the client and the ledger: the identity, or a negative control */
    Account(Rig rig, String owner, String channel, UnaryOperator<Consumer<Delivery>> tamper) {
        this.rig = rig;
        this.track = rig.ledger().track(owner, channel);
        this.feed = tamper.apply(delivery -> track.received(delivery, rig.nanos()));
    }

    /** The client says "I have everything up to here"; null before it was told where it begins. */
    @Nullable
    Position position() {
        return position;
    }

    /** The hub goes on from here without a gap. */
    void recovered(Position from) {
        track.recovered(from);
        position = from;
    }

    /** A snapshot stands for everything up to here. */
    void covered(Position upTo) {
        track.covered(upTo);
        position = upTo;
    }

    /** The hub said that there is a gap up to here; the first time it is where the client begins. */
    void reset(Position upTo) {
        if (track.position() == null) {
            track.covered(upTo);
        } else {
            track.reset(upTo);
        }
        position = upTo;
    }

    /** A publication came. */
    void received(Position at, JsonObject data) {
        position = at;
        feed.accept(rig.delivery(at, data));
    }
}
