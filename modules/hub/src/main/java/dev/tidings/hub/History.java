package dev.tidings.hub;

import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import java.util.List;

/**
 * A page of a channel's history. Immutable.
 *
 * @param position that of the last publication given, or where the reader stands when none is; page with it
 * @param head the channel's head at that moment
 * @param recovered whether the page follows what was asked for without a gap
 * @param publications in order
 */
public record History(Position position, Position head, boolean recovered, List<Publication> publications) {

    /** Copies the list. */
    public History {
        publications = List.copyOf(publications);
    }
}
