package dev.tidings.server.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import dev.tidings.hub.peers.Membership;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The members that run a hub, as Hazelcast sees them. Thread-safe because its fields are volatile and their values
 * immutable; told of changes on Hazelcast's own threads.
 */
final class HazelcastMembership implements Membership, MembershipListener, LifecycleListener {

    private final Cluster cluster;
    private volatile Set<String> nodes;
    private volatile Runnable changed = () -> {};

    HazelcastMembership(HazelcastInstance hazelcast) {
        this.cluster = hazelcast.getCluster();
        this.nodes = read();
        cluster.addMembershipListener(this);
        hazelcast.getLifecycleService().addLifecycleListener(this);
        this.nodes = read();
    }

    @Override
    public Set<String> nodes() {
        return nodes;
    }

    @Override
    public void onChange(Runnable run) {
        changed = run;
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        update();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        update();
    }

    @Override
    public void stateChanged(LifecycleEvent event) {
        if (event.getState() == LifecycleState.MERGED) {
            update();
        }
    }

    private void update() {
        nodes = read();
        changed.run();
    }

    private Set<String> read() {
        return cluster.getMembers().stream()
                .map(member -> member.getAttribute(MemberConfig.NODE))
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }
}
