package dev.tidings.verify;

import dev.tidings.client.TidingsClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of this machine, each a process: one on the embedded log, or several on a Redis of their own. Owned by the thread
 * that made it.
 */
public final class OwnNodes implements Site {

    private static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final String UNACKNOWLEDGED = "tidings_peers_unacknowledged_bytes";

    /** Between this run's own processes on this machine. */
    private static final String SECRET = "between-the-processes-of-one-run-only";

    /** All clients come from one address and show one token. */
    private static final List<String> LIMITS_BEYOND_LOOPBACK = List.of(
            "CONNECTIONS_PER_ADDRESS",
            "CONNECTS_PER_SECOND",
            "REQUESTS_PER_SECOND",
            "WRITES_PER_SECOND",
            "CONNECTIONS_PER_USER",
            "REQUESTS_PER_SECOND_PER_USER",
            "WRITES_PER_SECOND_PER_USER");

    private final TestKey key = new TestKey();
    private final Reaper reaper;
    private final List<HubProcess> nodes = new ArrayList<>();
    private final @Nullable OwnStore store;
    private final @Nullable Namespaces namespaces;
    private final List<String> members = new ArrayList<>();
    private final List<Integer> servicePorts;
    private @Nullable ServiceMember service;

    /**
     * What is started.
     *
     * @param jar the runnable jar
     * @param folder where data and output go
     * @param count of nodes; one alone has the embedded log
     * @param fsync Redis's {@code appendfsync}: always, everysec or no
     * @param troubles what must be possible; for partitions each node has a network namespace, which needs root
     */
    public record Plan(Path jar, Path folder, int count, String fsync, Set<FaultShare.Trouble> troubles) {

        /** Takes a copy. */
        public Plan {
            troubles = Set.copyOf(troubles);
        }
    }

    /** Makes them; {@link #start} starts them. */
    public OwnNodes(Plan plan) throws IOException, InterruptedException {
        reaper = Reaper.start(plan.folder().toAbsolutePath().toString());
        boolean apart = plan.troubles().contains(FaultShare.Trouble.PARTITION);
        namespaces = apart ? Namespaces.create(plan.count(), new SecureRandom(), reaper) : null;
        String password = namespaces == null ? "" : SECRET;
        int proxied = plan.troubles().contains(FaultShare.Trouble.REDIS_CUT) ? plan.count() : 0;
        store = plan.count() == 1
                ? null
                : new OwnStore(
                        plan.folder().resolve("redis"), storeHost(), plan.fsync(), password, reaper.mark(), proxied);
        List<Integer> ports = FreePorts.of(2 * plan.count() + 2);
        servicePorts = ports.subList(2 * plan.count(), ports.size());
        for (int i = 0; i < plan.count(); i++) {
            members.add(host(i) + ":" + ports.get(i));
        }
        members.add(storeHost() + ":" + servicePorts.get(0));
        for (int i = 0; i < plan.count(); i++) {
            Map<String, String> settings = settings();
            settings.putAll(reaper.mark());
            if (store != null) {
                int busPort = ports.get(plan.count() + i);
                settings.putAll(HubProcess.clustered(store.endpoint(i), host(i), ports.get(i), busPort, members));
            }
            if (namespaces != null) {
                settings.put("TIDINGS_LISTEN_HOST", host(i));
                settings.put("TIDINGS_LISTEN_PRIVATE_NETWORK", "true");
                settings.put("TIDINGS_CLUSTER_PRIVATE_NETWORK", "true");
                settings.put("TIDINGS_LOG_REDIS_PASSWORD", password);
                settings.put("TIDINGS_AUTH_KEYS", key.setting());
                settings.put("TIDINGS_AUTH_SESSION_KEY", SECRET);
                LIMITS_BEYOND_LOOPBACK.forEach(limit -> settings.put("TIDINGS_LIMITS_" + limit, "1000000"));
            }
            List<String> prefix = namespaces == null ? List.of() : namespaces.prefix(i);
            nodes.add(new HubProcess(new HubProcess.Settings(
                    plan.jar(), plan.folder().resolve("node" + i), -1, JVM, settings, host(i), prefix)));
        }
    }

    /** What opens every door of these nodes; empty where none is closed. */
    public String token() {
        return namespaces == null ? "" : key.token();
    }

    private String host(int node) {
        return namespaces == null ? "127.0.0.1" : namespaces.host(node);
    }

    private String storeHost() {
        return namespaces == null ? "127.0.0.1" : namespaces.store();
    }

    /** All of the history kept, room for a key of each write though few partitions get them all, and quick heartbeats. */
    private static Map<String, String> settings() {
        return new HashMap<>(Map.of(
                "TIDINGS_HISTORY_PUBLICATIONS",
                "1000000",
                "TIDINGS_LIMITS_IDEMPOTENCY_KEYS",
                "64000000",
                "TIDINGS_LIMITS_IDEMPOTENCY_BYTES",
                "16GiB",
                "TIDINGS_HEARTBEAT",
                Rig.HEARTBEAT_MILLIS + "ms",
                "TIDINGS_SOCKETS_HEARTBEAT",
                Rig.HEARTBEAT_MILLIS + "ms",
                "TIDINGS_LOGGING_LEVEL",
                "warn"));
    }

    /** Starts the store, then all nodes at once and a service beside them, and waits until each is ready. */
    public void start() throws IOException, InterruptedException {
        if (store != null) {
            store.redis().start();
        }
        HubProcess.startAll(nodes);
        if (store != null) {
            service = ServiceMember.join(storeHost(), servicePorts.get(0), servicePorts.get(1), members);
        }
    }

    @Override
    public @Nullable TidingsClient service() {
        ServiceMember known = service;
        return known == null ? null : known.client();
    }

    @Override
    public List<URI> hubs() {
        return nodes.stream().map(HubProcess::uri).toList();
    }

    @Override
    public Set<FaultShare.Trouble> troubles() {
        Set<FaultShare.Trouble> can = EnumSet.of(FaultShare.Trouble.KILL, FaultShare.Trouble.PAUSE);
        if (store != null) {
            can.add(FaultShare.Trouble.REDIS_KILL);
            can.add(FaultShare.Trouble.REDIS_PAUSE);
            can.add(FaultShare.Trouble.FORGET);
        }
        if (store != null && store.isProxied()) {
            can.add(FaultShare.Trouble.REDIS_CUT);
        }
        if (namespaces != null) {
            can.add(FaultShare.Trouble.PARTITION);
        }
        return can;
    }

    @Override
    public String inflict(Fault fault) throws IOException, InterruptedException {
        int index = Math.floorMod(fault.pick(), nodes.size());
        HubProcess node = nodes.get(index);
        switch (fault.kind()) {
            case KILL -> {
                node.kill();
                node.start();
            }
            case PAUSE -> {
                return pause(index, fault.forMillis());
            }
            case FORGET -> {
                return "the bus, where all were known again after " + member().forgetAddresses(nodes.size()) + " ms";
            }
            case PARTITION -> partition(index, fault.forMillis());
            case REDIS_CUT -> store().cutOff(index, fault.forMillis());
            case REDIS_KILL -> {
                store().redis().kill();
                store().redis().start();
                return "the store";
            }
            case REDIS_PAUSE -> {
                store().redis().pause(fault.forMillis());
                TimeUnit.MILLISECONDS.sleep(fault.forMillis());
                return "the store";
            }
            default -> throw new IllegalArgumentException(fault + " is done to connections");
        }
        return "node " + index;
    }

    private String pause(int index, long millis) throws IOException, InterruptedException {
        List<HubProcess> others =
                nodes.stream().filter(node -> node != nodes.get(index)).toList();
        long[] before = new long[others.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = others.get(i).liveHeapBytes();
        }
        nodes.get(index).signal("STOP");
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            long kept = 0;
            long grown = 0;
            for (int i = 0; i < before.length; i++) {
                HubProcess other = others.get(i);
                // In a network of its own nobody reaches its figures.
                kept = Math.max(kept, namespaces == null ? (long) other.figure(UNACKNOWLEDGED) : 0);
                grown = Math.max(grown, other.liveHeapBytes() - before[i]);
            }
            return "node " + index + (namespaces == null ? ", for which none kept more than " + kept + " bytes" : "")
                    + ", while no other's heap grew by more than " + grown / 1_024 + " KiB";
        } finally {
            nodes.get(index).signal("CONT");
        }
    }

    private ServiceMember member() {
        ServiceMember known = service;
        if (known == null) {
            throw new IllegalStateException("there is no cluster");
        }
        return known;
    }

    private void partition(int node, long millis) throws IOException, InterruptedException {
        if (namespaces == null) {
            throw new IllegalStateException("the nodes share a network");
        }
        namespaces.cutOff(node);
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } finally {
            namespaces.heal(node);
        }
    }

    private OwnStore store() {
        if (store == null) {
            throw new IllegalStateException("a single node has no Redis");
        }
        return store;
    }

    @Override
    public void close() {
        ServiceMember member = service;
        service = null;
        if (member != null) {
            member.close();
        }
        nodes.forEach(HubProcess::close);
        if (store != null) {
            store.close();
        }
        reaper.close();
    }
}
