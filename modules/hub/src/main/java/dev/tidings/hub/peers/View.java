package dev.tidings.hub.peers;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who is to be asked when the store changed: every node that was a member when this one was last in touch with the old
 * store, or came since. Owned by the hub's loop; pure.
 *
 * <p>Who left meanwhile can't be asked any more, so then nobody can speak for all. A node that left is forgotten when the store
 * has answered a question that was put after it had left: nothing that it saw is above that answer.
 */
final class View {

    private final Set<String> nodes = new HashSet<>();

    /** Those who left, each with the question before which it did. */
    private final Map<String, Long> left = new HashMap<>();

    private long asked;

    /** The members there are, without this node. */
    Set<String> nodes() {
        return Set.copyOf(nodes);
    }

    /** Whether all that must be asked are there. */
    boolean isWhole() {
        return left.isEmpty();
    }

    void joined(String node) {
        nodes.add(node);
        left.remove(node);
    }

    void left(String node) {
        if (nodes.remove(node)) {
            left.put(node, asked + 1);
        }
    }

    /** A node is there under the same name, but is another start: the one that was known is gone. */
    void restarted(String node) {
        left.put(node, asked + 1);
    }

    /** The store is being asked; one question at a time. */
    void asking() {
        asked++;
    }

    /** The store answered the last question, and is the one that wrote last. */
    void inTouch() {
        left.values().removeIf(question -> question <= asked);
    }
}
