package dev.tidings.it.simulation;

import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import org.jspecify.annotations.Nullable;

/** What a client of the simulation is sent, as an event stream has it. Immutable. */
sealed interface WireMessage {

    /**
     * The first message.
     *
     * @param id the position that a reconnect would show; null when a snapshot follows
     * @param recovered whether what was asked for is given without a gap
     */
    record Connected(@Nullable Position id, boolean recovered) implements WireMessage {}

    /**
     * A collection's state.
     *
     * @param id its position
     * @param documents a JSON array
     */
    record State(Position id, String documents) implements WireMessage {}

    /**
     * A gap in the stream.
     *
     * @param id where it goes on; null when a snapshot follows
     */
    record Gap(@Nullable Position id) implements WireMessage {}

    /**
     * A publication.
     *
     * @param previous the offset before it in this subscription
     */
    record Entry(Epoch epoch, long previous, Publication publication) implements WireMessage {}
}
