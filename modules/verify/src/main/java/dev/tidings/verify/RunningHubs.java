package dev.tidings.verify;

import java.net.URI;
import java.util.List;
import java.util.Set;

/** Hubs that run already; only connections to them are touched. Immutable. */
record RunningHubs(List<URI> hubs) implements Site {

    RunningHubs {
        hubs = List.copyOf(hubs);
    }

    @Override
    public Set<FaultShare.Trouble> troubles() {
        return Set.of();
    }

    @Override
    public String inflict(Fault fault) {
        throw new IllegalArgumentException(fault + " can't be done to a hub that was running already");
    }

    @Override
    public void close() {
        // They go on.
    }
}
