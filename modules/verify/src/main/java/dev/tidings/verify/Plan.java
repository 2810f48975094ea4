package dev.tidings.verify;

import java.util.List;
import java.util.Set;

/**
 * What a run does. Immutable.
 *
 * @param seed draws the faults and the writes
 * @param seconds how long it writes at least: until its faults are over
 * @param writesPerSecond of all producers together
 * @param producers each writes one thing after the other
 * @param subscribers readers of all transports together
 * @param transports the readers' ways; not empty
 * @param collection where documents are written
 * @param faults what is done to the hubs and to their connections
 * @param tamper a negative control: what is done to one reader's deliveries before they are judged
 * @param victim whose; it must be among the transports
 */
public record Plan(
        long seed,
        int seconds,
        int writesPerSecond,
        int producers,
        int subscribers,
        Set<Transport> transports,
        String collection,
        List<FaultShare> faults,
        Tamper tamper,
        Victim victim) {

    /** Takes copies of the collections. */
    public Plan {
        transports = Set.copyOf(transports);
        faults = List.copyOf(faults);
    }
}
