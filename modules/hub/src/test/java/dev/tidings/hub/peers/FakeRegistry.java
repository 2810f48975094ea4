package dev.tidings.hub.peers;

import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A cluster of one whose registry of addresses answers nobody when a test says so. Thread-safe by its collections. */
final class FakeRegistry implements ClusterManager {

    private static final String NODE = "one";

    private final Map<String, List<RegistrationInfo>> known = new ConcurrentHashMap<>();
    private volatile boolean silent;
    private volatile boolean active;
    private volatile @Nullable NodeInfo info;

    /** Answers nobody from now on, and does nothing of what it is asked. */
    void fallSilent() {
        silent = true;
    }

    /** Forgets all addresses. */
    void forget() {
        known.clear();
    }

    /** How many hear at an address. */
    int listeners(String address) {
        return known.getOrDefault(address, List.of()).size();
    }

    @Override
    public void addRegistration(String address, RegistrationInfo registration, Completable<Void> done) {
        if (!silent) {
            known.computeIfAbsent(address, name -> new CopyOnWriteArrayList<>()).add(registration);
            done.succeed();
        }
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> done) {
        if (!silent) {
            known.getOrDefault(address, new ArrayList<>()).remove(registration);
            done.succeed();
        }
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> answer) {
        if (!silent) {
            answer.succeed(List.copyOf(known.getOrDefault(address, List.of())));
        }
    }

    @Override
    public void init(Vertx vertx) {
        // It needs nothing.
    }

    @Override
    public void join(Completable<Void> done) {
        active = true;
        done.succeed();
    }

    @Override
    public void leave(Completable<Void> done) {
        active = false;
        done.succeed();
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public String getNodeId() {
        return NODE;
    }

    @Override
    public List<String> getNodes() {
        return List.of(NODE);
    }

    @Override
    public void setNodeInfo(NodeInfo own, Completable<Void> done) {
        info = own;
        done.succeed();
    }

    @Override
    @SuppressWarnings("NullAway") // nobody asks before it is set
    public NodeInfo getNodeInfo() {
        return info;
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public void getNodeInfo(String node, Completable<NodeInfo> answer) {
        answer.succeed(info);
    }

    @Override
    public void nodeListener(NodeListener listener) {
        // Nobody comes or goes.
    }

    @Override
    public void registrationListener(RegistrationListener listener) {
        // Whoever wants to know asks.
    }

    @Override
    public <K, V> Map<K, V> getSyncMap(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> answer) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public void getLockWithTimeout(String name, long timeout, Completable<Lock> answer) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public void getCounter(String name, Completable<Counter> answer) {
        throw new UnsupportedOperationException(name);
    }
}
