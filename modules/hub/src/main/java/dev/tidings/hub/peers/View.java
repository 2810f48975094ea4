package dev.tidings.hub.peers;

import java.util.HashSet;
import java.util.Set;

/**
 * Who is to be asked when the store changed: every node that was a member when this one was last in touch with the old
 * store, or came since. Owned by the hub's loop; pure.
 *
 * <p>Who left meanwhile can't be asked any more, so then nobody can speak for all. A node that left is remembered past the
 * next moment of touch, too: the store's answer may have been given before its last writes.
 */
final class View {

    private final Set<String> nodes = new HashSet<>();
    private Set<String> left = new HashSet<>();
    private Set<String> leftBefore = new HashSet<>();

    /** The members there are, without this node. */
    Set<String> nodes() {
        return Set.copyOf(nodes);
    }

    /** Whether all that must be asked are there. */
    boolean isWhole() {
        return left.isEmpty() && leftBefore.isEmpty();
    }

    void joined(String node) {
        nodes.add(node);
        left.remove(node);
        leftBefore.remove(node);
    }

    void left(String node) {
        if (nodes.remove(node)) {
            left.add(node);
        }
    }

    /** A node is there under the same name, but is another start: the one that was known is gone. */
    void restarted(String node) {
        left.add(node);
    }

    /** The store answered and is the one that wrote last. */
    void inTouch() {
        leftBefore = left;
        left = new HashSet<>();
    }
}
