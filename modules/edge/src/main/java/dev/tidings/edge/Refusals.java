package dev.tidings.edge;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often each limit turned somebody away. Thread-safe because each figure is a {@link LongAdder}. */
public final class Refusals {

    private final Map<Limit, LongAdder> counts = new EnumMap<>(Limit.class);

    Refusals() {
        for (Limit limit : Limit.values()) {
            counts.put(limit, new LongAdder());
        }
    }

    /** How often one limit did, since the start of the node. */
    public long count(Limit limit) {
        return adder(limit).sum();
    }

    void refused(Limit limit) {
        adder(limit).increment();
    }

    private LongAdder adder(Limit limit) {
        LongAdder adder = counts.get(limit);
        if (adder == null) {
            throw new IllegalStateException("there is one for each");
        }
        return adder;
    }
}
