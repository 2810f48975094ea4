package dev.tidings.poller;

import dev.tidings.poller.UpstreamFault.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What one source did on this node. Thread-safe because its fields are volatile or safe themselves. */
public final class SourceCounters {

    private final String name;
    private final LongAdder polls = new LongAdder();
    private final LongAdder changes = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final Map<Reason, LongAdder> faults = adders();
    private volatile boolean owner;
    private volatile boolean holding;
    private volatile long intervalMillis;

    /** Of a source, all zero. */
    public SourceCounters(String name) {
        this.name = name;
    }

    /** The source. */
    public String name() {
        return name;
    }

    /** Whether this node owns it. */
    public boolean isOwner() {
        return owner;
    }

    /** Whether its last answer was not taken, so that what was taken before is held: an alert. */
    public boolean isHolding() {
        return holding;
    }

    /** How often the upstream was asked, or the timer went off. */
    public long polls() {
        return polls.sum();
    }

    /** Publications and writes that were made. */
    public long changes() {
        return changes.sum();
    }

    /** Appends of a former owner that the log refused. */
    public long staleAppends() {
        return stale.sum();
    }

    /** Until the next poll, as last decided; 0 = none was decided. */
    public long intervalMillis() {
        return intervalMillis;
    }

    /** How often which kind of fault was seen, by its word. */
    public Map<String, Long> faults() {
        Map<String, Long> sums = new LinkedHashMap<>();
        faults.forEach((reason, count) -> sums.put(word(reason), count.sum()));
        return sums;
    }

    void owns(boolean owns) {
        owner = owns;
        if (!owns) {
            holding = false;
            intervalMillis = 0;
        }
    }

    void polled() {
        polls.increment();
    }

    void changed(int count) {
        changes.add(count);
    }

    void refusedAsStale() {
        stale.increment();
    }

    void next(long millis) {
        intervalMillis = millis;
    }

    void took() {
        holding = false;
    }

    void held(Reason reason) {
        holding = true;
        Objects.requireNonNull(faults.get(reason)).increment();
    }

    static String word(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<Reason, LongAdder> adders() {
        Map<Reason, LongAdder> adders = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            adders.put(reason, new LongAdder());
        }
        return Collections.unmodifiableMap(adders);
    }
}
