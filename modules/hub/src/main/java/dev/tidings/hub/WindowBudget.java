package dev.tidings.hub;

import java.util.Iterator;
import java.util.LinkedHashSet;

/**
 * Keeps all windows of a node within one bound: beyond it the windows that were quiet for longest shrink to their last
 * frame. Owned by the hub's loop.
 */
final class WindowBudget {

    private final long maxBytes;

    /** Those that have more than their last frame to give. */
    private final LinkedHashSet<Window> byLastAppend = new LinkedHashSet<>();

    private long bytes;

    WindowBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Appends a frame to a window, and makes room when that is needed. */
    void append(Window window, Frame frame) {
        long before = window.weight();
        window.append(frame);
        bytes += window.weight() - before;
        byLastAppend.remove(window);
        byLastAppend.add(window);
        if (bytes > maxBytes) {
            makeRoom();
        }
    }

    /** Forgets a window that is no longer used. Called once a window. */
    void remove(Window window) {
        byLastAppend.remove(window);
        bytes -= window.weight();
    }

    /** About how many bytes all windows hold. */
    long bytes() {
        return bytes;
    }

    private void makeRoom() {
        Iterator<Window> quietFirst = byLastAppend.iterator();
        while (bytes > maxBytes && quietFirst.hasNext()) {
            Window window = quietFirst.next();
            long before = window.weight();
            window.shrink();
            bytes += window.weight() - before;
            quietFirst.remove();
        }
    }
}
