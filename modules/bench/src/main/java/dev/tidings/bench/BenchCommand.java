package dev.tidings.bench;

import dev.tidings.verify.HubProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code scripts/bench} runs: starts a hub of its own on one core, loads it from another, prints what it did. Owned by main. */
@Command(
        name = "bench",
        description = "Measures a hub of its own, pinned to one core, from another core.",
        mixinStandardHelpOptions = true)
public final class BenchCommand {

    private static final String HEAP_FLAGS = "-XX:+UseSerialGC -Xms512m -Xmx512m -XX:+AlwaysPreTouch";
    private static final String NODE_FLAGS = "-XX:+UseSerialGC -Xmx256m";

    @Option(names = "--jar", required = true, description = "The runnable jar.")
    private Path jar = Path.of("");

    @Option(
            names = "--hub-core",
            defaultValue = "0",
            description = "Core of the hub; -1 = any. Default ${DEFAULT-VALUE}.")
    private int hubCore;

    @Option(
            names = "--jvm",
            defaultValue = HEAP_FLAGS,
            description = "Flags of the hub's JVM. Default ${DEFAULT-VALUE}.")
    private String jvmFlags = HEAP_FLAGS;

    @Option(
            names = "--transports",
            scope = CommandLine.ScopeType.INHERIT,
            split = ",",
            description = "How subscribers listen: ${COMPLETION-CANDIDATES}. Default: each in turn.")
    private List<Transport> transports = List.of(Transport.values());

    @Option(names = "--json", description = "Where the result goes as JSON.")
    private @Nullable Path json;

    private final PrintStream out = System.out;

    private BenchCommand() {}

    /** Parses the arguments, runs, and leaves with 0, 1 (failed) or 2 (usage). */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new BenchCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((error, command, parsed) -> {
            command.getErr().println("bench: " + error);
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    @Command(name = "fanout", description = "Deliveries a second, their cost and their latency.")
    int fanout(
            @Option(names = "--rows", defaultValue = Row.DEFAULT, description = "Default ${DEFAULT-VALUE}.")
                    String rows,
            @Option(names = "--rounds", defaultValue = "1") int rounds,
            @Option(names = "--warmup", defaultValue = "4", description = "Seconds before each row.") int warmup,
            @Option(names = "--seconds", defaultValue = "6", description = "Seconds of each row.") int seconds)
            throws Exception {
        FanoutTable table = onHub(hub -> {
            FanoutBench bench = new FanoutBench(hub.address(), hub.pid(), warmup, seconds);
            Map<Wires.Kind, FanoutBench> contestants = new LinkedHashMap<>();
            transports.forEach(transport -> contestants.put(transport, bench));
            return new FanoutTable(out).measure(contestants, Row.parse(rows), rounds);
        });
        save("fanout", table.rows());
        return table.lost() == 0 ? 0 : 1;
    }

    @Command(name = "rivals", description = "The hub beside Socket.IO's own server and the stock Vert.x bridge.")
    int rivals(
            @Option(
                            names = "--rows",
                            defaultValue = RivalsBench.ROWS,
                            description = "One publication a request. Default ${DEFAULT-VALUE}.")
                    String rows,
            @Option(names = "--rounds", defaultValue = "3") int rounds,
            @Option(names = "--warmup", defaultValue = "4", description = "Seconds before each row.") int warmup,
            @Option(names = "--seconds", defaultValue = "6", description = "Seconds of each row.") int seconds)
            throws Exception {
        FanoutTable result = onHub(hub -> {
            List<Transport> sockets =
                    transports.stream().filter(Transport::isOfSockets).toList();
            try (RivalsBench bench = new RivalsBench(hub, sockets, warmup, seconds)) {
                bench.start(hubCore, flags(jvmFlags));
                return bench.run(Row.parse(rows), rounds, out);
            }
        });
        save("rivals", result.rows());
        return result.lost() == 0 ? 0 : 1;
    }

    @Command(name = "idle", description = "Memory that an idle connection takes.")
    int idle(@Option(names = "--connections", defaultValue = "10000") int connections) throws Exception {
        JsonArray results = new JsonArray();
        for (Transport transport : transports) {
            IdleBench.Result result = onHub(hub -> IdleBench.run(hub, transport, connections));
            out.printf(
                    Locale.ROOT,
                    "%,d idle subscribers by %s: %,.0f bytes of heap and %,.0f bytes of RSS each (%s)%n",
                    result.connections(),
                    transport.title(),
                    result.heapBytes(),
                    result.residentBytes(),
                    jvmFlags);
            results.add(JsonObject.mapFrom(Map.of(
                    "transport", transport.title(),
                    "connections", result.connections(),
                    "heapBytesPerConnection", Math.round(result.heapBytes()),
                    "residentBytesPerConnection", Math.round(result.residentBytes()))));
        }
        save("idle", results);
        return 0;
    }

    @Command(name = "storm", description = "Clients that all come back at once, with history.")
    int storm(
            @Option(names = "--clients", defaultValue = "5000") int clients,
            @Option(names = "--at-once", defaultValue = "500", description = "Connecting at a time.") int atOnce)
            throws Exception {
        JsonArray results = new JsonArray();
        for (Transport transport : transports) {
            StormBench.Result result = onHub(hub -> StormBench.run(hub, transport, clients, atOnce));
            out.printf(
                    Locale.ROOT,
                    "%,d clients back by %s with %d publications each in %.2f s (hub: %.2f s of CPU)%n",
                    result.clients(),
                    transport.title(),
                    result.missed(),
                    result.seconds(),
                    result.cpuSeconds());
            results.add(JsonObject.mapFrom(Map.of(
                    "transport", transport.title(),
                    "clients", result.clients(),
                    "missed", result.missed(),
                    "seconds", result.seconds(),
                    "cpuSeconds", result.cpuSeconds())));
        }
        save("storm", results);
        return 0;
    }

    @Command(name = "append", description = "Records a second that the log makes durable, without a hub.")
    int append(
            @Option(names = "--records", defaultValue = "500000") int records,
            @Option(names = "--store", defaultValue = "embedded", description = "${COMPLETION-CANDIDATES}.")
                    AppendBench.Kept store,
            @Option(
                            names = "--fsync",
                            defaultValue = "everysec",
                            description = "When a redis flushes: always, everysec, no; off = it keeps no file.")
                    String fsync)
            throws Exception {
        AppendBench.Store measured =
                store == AppendBench.Kept.REDIS ? AppendBench.redis(hubCore, fsync) : AppendBench::embedded;
        JsonArray results = new JsonArray();
        long failed = 0;
        int[][] rows = {{1, 1}, {1, 16}, {16, 1}, {16, 16}, {256, 1}};
        for (int[] row : rows) {
            Path folder = Files.createTempDirectory("tidings-bench");
            try {
                int count = row[0] * row[1] == 1 ? records / 20 : records;
                double flushes = AppendBench.flushesPerSecond(folder);
                AppendBench.Result result = measured.measure(folder, row[0], row[1], count);
                out.printf(
                        Locale.ROOT,
                        "%3d batches of %2d in flight: %,10.0f records/s, %d failed (the bare disk: %,.0f flushes/s)%n",
                        result.inFlight(),
                        result.batch(),
                        result.recordsPerSecond(),
                        result.failed(),
                        flushes);
                results.add(JsonObject.mapFrom(Map.of(
                        "bareFlushesPerSecond", Math.round(flushes),
                        "inFlight", result.inFlight(),
                        "batch", result.batch(),
                        "recordsPerSecond", Math.round(result.recordsPerSecond()))));
                failed += result.failed();
            } finally {
                delete(folder);
            }
        }
        save("append", results);
        return failed == 0 ? 0 : 1;
    }

    @Command(name = "cluster", description = "From a write on one node to a frame on a subscriber of another.")
    int cluster(
            @Mixin ClusterBench.Plan plan,
            @Option(names = "--node-jvm", defaultValue = NODE_FLAGS, description = "Default ${DEFAULT-VALUE}.")
                    String nodeFlags,
            @Option(
                            names = "--fsync",
                            defaultValue = "everysec,always",
                            split = ",",
                            description = "When Redis flushes, in turn. Default ${DEFAULT-VALUE}.")
                    List<String> fsyncs)
            throws Exception {
        ClusterTable table = new ClusterTable(out, plan);
        table.add("-", "bare sockets", ClusterBench.runBare(plan));
        for (String fsync : fsyncs) {
            Path folder = Files.createTempDirectory("tidings-bench");
            List<String> flags = flags(nodeFlags);
            try (ClusterProcesses cluster =
                    ClusterProcesses.start(jar, folder, plan.nodes, flags, fsync, plan.nodeLoops)) {
                ClusterBench bench = new ClusterBench(cluster, plan);
                for (Transport transport : transports) {
                    table.add(fsync, transport.title(), bench.run(transport));
                }
            } finally {
                delete(folder);
            }
        }
        save("cluster", table.rows());
        return table.lost() == 0 ? 0 : 1;
    }

    @Command(name = "relay", description = "Polls that reach a loop or a node which does not own their session.")
    int relay(
            @Mixin RelayBench.Plan plan,
            @Option(names = "--node-jvm", defaultValue = NODE_FLAGS, description = "Default ${DEFAULT-VALUE}.")
                    String nodeFlags)
            throws Exception {
        JsonArray results = new JsonArray();
        out.printf("%d SockJS sessions that poll, %d writes/s, %d nodes:%n", plan.sessions, plan.perSecond, plan.nodes);
        out.printf("%-34s %8s %8s %8s %10s %6s%n", "polls arrive", "polls", "p50 ms", "p99 ms", "CPU-µs", "lost");
        long lost = 0;
        Path folder = Files.createTempDirectory("tidings-bench");
        try (ClusterProcesses cluster =
                ClusterProcesses.start(jar, folder, plan.nodes, flags(nodeFlags), "everysec", 0)) {
            RelayBench bench = new RelayBench(cluster, plan);
            for (RelayBench.Way way : RelayBench.Way.values()) {
                RelayBench.Result row = bench.run(way);
                out.printf(
                        Locale.ROOT,
                        "%-34s %,8d %8.2f %8.2f %10.1f %6d%n",
                        way.title(),
                        row.polls(),
                        row.p50Millis(),
                        row.p99Millis(),
                        row.cpuMicros(),
                        row.lost());
                results.add(row.toJson().put("polls arrive", way.title()));
                lost += row.lost();
            }
        } finally {
            delete(folder);
        }
        save("relay", results);
        return lost == 0 ? 0 : 1;
    }

    private static List<String> flags(String text) {
        return List.of(text.trim().split(" +", -1));
    }

    private interface Use<T> {
        T with(HubProcess hub) throws Exception;
    }

    private <T> T onHub(Use<T> use) throws Exception {
        Path folder = Files.createTempDirectory("tidings-bench");
        HubProcess.Settings settings =
                new HubProcess.Settings(jar, folder, hubCore, flags(jvmFlags), Map.of("TIDINGS_LOGGING_LEVEL", "warn"));
        try (HubProcess hub = new HubProcess(settings)) {
            hub.start();
            T result = use.with(hub);
            hub.stop();
            return result;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void save(String what, JsonArray results) throws IOException {
        Path target = json;
        if (target == null) {
            return;
        }
        JsonObject environment = new JsonObject()
                .put("java", System.getProperty("java.vm.version"))
                .put("kernel", System.getProperty("os.version"))
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("hubCore", hubCore)
                .put("hubJvmFlags", jvmFlags);
        JsonObject file = new JsonObject()
                .put("bench", what)
                .put("time", Instant.now().toString())
                .put("environment", environment)
                .put("results", results);
        Files.writeString(target, file.encodePrettily() + "\n");
    }
}
