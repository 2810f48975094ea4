package dev.tidings.server;

import io.vertx.core.Handler;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how often a thread of Vert.x was seen blocked, and says where: once for each time, not once for each look. Owned by
 * the checker's thread, but for the count and the switch.
 */
final class BlockedLoops implements Handler<BlockedThreadEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(BlockedLoops.class);

    private static final int FRAMES = 6;

    private final LongAdder count = new LongAdder();
    private final Map<Thread, Long> lastNanos = new WeakHashMap<>();

    private volatile boolean watching;

    /** Begins to look: a start loads classes on the loops, which blocks nobody. */
    void watch() {
        watching = true;
    }

    /** How often since then. */
    long count() {
        return count.sum();
    }

    @Override
    public void handle(BlockedThreadEvent event) {
        Long last = lastNanos.put(event.thread(), event.duration());
        if (!watching || (last != null && last < event.duration())) {
            return;
        }
        count.increment();
        if (LOG.isWarnEnabled()) {
            String where = Arrays.stream(event.thread().getStackTrace())
                    .limit(FRAMES)
                    .map(StackTraceElement::toString)
                    .collect(Collectors.joining(" < "));
            long millis = TimeUnit.NANOSECONDS.toMillis(event.duration());
            LOG.warn("{} has been busy for {} ms: {}", event.thread().getName(), millis, where);
        }
    }
}
