package dev.tidings.hub.peers;

import java.util.Set;

/** Which nodes there are, as far as the cluster's own failure detection knows. From any thread. */
public interface Membership {

    /** The names of the nodes that run a hub and are members now, this one included. */
    Set<String> nodes();

    /**
     * Sets who is told that a member came, left or came back, on any thread. Called once. What is told may come late, and
     * more often than needed.
     */
    void onChange(Runnable changed);
}
