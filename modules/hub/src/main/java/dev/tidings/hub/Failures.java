package dev.tidings.hub;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where faults of the program end: logged and counted, so that one bad task doesn't take the loop's others with it.
 * Thread-safe because it only counts.
 */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final AtomicLong count = new AtomicLong();

    /** Runs a task; what it throws is reported here and nowhere else. */
    void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | AssertionError e) {
            report(e);
        }
    }

    /** Notes a fault of the program. */
    void report(Throwable fault) {
        count.incrementAndGet();
        LOG.error("a task of the hub failed", fault);
    }

    /** How many there were; 0 in a healthy hub. */
    long count() {
        return count.get();
    }
}
