package dev.tidings.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many files this process may have open, connections among them. Immutable. Clients never get the last ones: a node whose
 * log can't open a segment, or whose operator can't connect, is lost to all of them.
 *
 * @param max as the operating system allows
 */
record OpenFiles(long max) {

    private static final int MOST_KEPT = 1_024;

    /** One in so many is kept. */
    private static final int KEPT_SHARE = 8;

    /** Those of the running process. */
    static OpenFiles ofThisProcess() {
        return new OpenFiles(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                        ? system.getMaxFileDescriptorCount()
                        : Long.MAX_VALUE);
    }

    /** How many connections clients may have who were promised {@code wanted}. */
    int forClients(int wanted) {
        return (int) Math.max(1, Math.min(wanted, max - kept()));
    }

    /** How many the operator may have. */
    int forOperator() {
        return Math.max(1, kept() / 4);
    }

    private int kept() {
        return (int) Math.min(MOST_KEPT, max / KEPT_SHARE);
    }
}
