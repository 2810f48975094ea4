package dev.tidings.it.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.HubSettings;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.FaultyLog;
import dev.tidings.log.ReadRequest;
import dev.tidings.log.ScanPage;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Kind;
import dev.tidings.model.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One schedule: nodes, writers and clients under faults, then everything heals, and what was told is held against the log.
 * Owned by the thread that runs it.
 */
public final class Simulation {

    /** The first shares its partition with the collection, the second with the channel of kind latest. */
    private static final List<ChannelName> CHANNELS =
            List.of(new ChannelName("c59"), new ChannelName("chat:22"), new ChannelName("c84"));

    private static final ChannelName TASKS = new ChannelName("tasks");
    private static final ChannelName LATEST = new ChannelName("last");
    private static final long YEAR_MILLIS = 365L * 86_400_000;
    private static final long HEAL_MILLIS = 20_000;
    private static final long LATE_MILLIS = 62_000;

    private final long seed;
    private final Faults faults;
    private final Scheduler scheduler;
    private final SimulatedStore store;
    private final SimulatedNetwork network;
    private final Ledger ledger = new Ledger();
    private final List<@Nullable SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final List<SimulatedWriter> writers = new ArrayList<>();
    private final HubSettings settings;
    private boolean faulty = true;

    /** One schedule of a seed, which also draws how bad it is. */
    public Simulation(long seed) {
        this(seed, Faults.draw(new java.util.SplittableRandom(seed ^ 0x5DEECE66DL)));
    }

    /** One schedule of a seed with given faults. */
    public Simulation(long seed, Faults faults) {
        this.seed = seed;
        this.faults = faults;
        this.scheduler = new Scheduler(seed);
        this.store = new SimulatedStore(scheduler, this::channelSettings);
        this.network = new SimulatedNetwork(scheduler, faults);
        this.settings = hubSettings();
    }

    /** Runs it to its end; empty = everything held. */
    public Outcome run() {
        int nodeCount = 1 + scheduler.random().nextInt(3);
        for (int i = 0; i < nodeCount; i++) {
            nodes.add(newNode());
        }
        // A third of the schedules are short: a few writes while everybody begins, so that each may be the last one.
        boolean brief = scheduler.random().nextInt(3) == 0;
        if (brief) {
            scheduler.run(scheduler.random().nextInt(30));
        }
        addClients(2 + scheduler.random().nextInt(4), brief ? 15_000 : 500_000);
        addWriters(1 + scheduler.random().nextInt(3), brief);
        scheduler.after(100_000, this::trouble);
        scheduler.run(brief ? 300 : 1_500 + scheduler.random().nextInt(3_000));
        heal();
        scheduler.run(faults.busLate() > 0 ? LATE_MILLIS : HEAL_MILLIS);
        compareWithLog();
        return new Outcome(
                seed,
                List.copyOf(ledger.violations()),
                ledger.acknowledgedCount(),
                ledger.delivered(),
                ledger.resets());
    }

    private SimulatedNode newNode() {
        return new SimulatedNode(scheduler, network, store, settings, faults, !faulty);
    }

    private void addClients(int count, long withinMicros) {
        for (int i = 0; i < count; i++) {
            // In a short schedule all look at one channel, beside the collection, which shares its partition.
            int kind = withinMicros < 100_000 && scheduler.chance(0.7)
                    ? 3
                    : scheduler.random().nextInt(5);
            boolean collection = kind == 0 || kind == 1;
            ChannelName channel = collection ? TASKS : kind == 2 ? LATEST : CHANNELS.get(kind - 3);
            SimulatedClient client = new SimulatedClient(
                    "client " + i, scheduler, ledger, channel, collection, kind == 2, this::someNode, faults);
            clients.add(client);
            scheduler.within(withinMicros, client::connect);
        }
    }

    private void addWriters(int count, boolean brief) {
        for (int i = 0; i < count; i++) {
            SimulatedWriter writer =
                    new SimulatedWriter("w" + i, scheduler, ledger, this::someNode, CHANNELS, LATEST, TASKS);
            writers.add(writer);
            if (brief) {
                writer.writeOnly(1 + scheduler.random().nextInt(3));
            }
            scheduler.within(brief ? 15_000 : 100_000, writer::writeNext);
        }
    }

    private @Nullable SimulatedNode someNode() {
        SimulatedNode node = nodes.get(scheduler.random().nextInt(nodes.size()));
        return node != null && node.isAlive() ? node : null;
    }

    /** Every 100 ms something may happen to a node or to the store. */
    private void trouble() {
        if (!faulty) {
            return;
        }
        if (scheduler.chance(faults.nodeKill())) {
            killOne(scheduler.random().nextInt(nodes.size()));
        }
        if (scheduler.chance(faults.nodePause())) {
            pauseOne(nodes.get(scheduler.random().nextInt(nodes.size())));
        }
        if (scheduler.chance(faults.storeAway())) {
            store.setAvailable(false);
            scheduler.within(3_000_000, () -> store.setAvailable(true));
        }
        if (scheduler.chance(faults.storeLoss())) {
            storeTrouble();
        }
        if (scheduler.chance(faults.storeRestore())) {
            restoreBackup();
        } else if (scheduler.chance(0.05)) {
            store.takeBackup();
        }
        scheduler.after(100_000, this::trouble);
    }

    private void storeTrouble() {
        int lost = scheduler.random().nextInt(3) * (1 + scheduler.random().nextInt(4));
        if (scheduler.chance(0.5)) {
            store.restart(lost);
            return;
        }
        for (SimulatedNode node : nodes) {
            if (node != null && scheduler.chance(0.5)) {
                node.log().setNoticed(false);
                scheduler.within(10_000_000, () -> node.log().setNoticed(true));
            }
        }
        store.failOver(lost);
    }

    private void restoreBackup() {
        for (int i = 0; i < nodes.size(); i++) {
            killOne(i);
        }
        store.restoreBackup();
    }

    private void killOne(int index) {
        SimulatedNode node = nodes.get(index);
        if (node == null || !node.isAlive()) {
            return;
        }
        node.kill();
        clients.forEach(client -> client.cutFrom(node));
        writers.forEach(writer -> writer.lost(node));
        scheduler.within(1_500_000, () -> nodes.set(index, newNode()));
    }

    private void pauseOne(@Nullable SimulatedNode node) {
        if (node != null && node.isAlive()) {
            node.stop();
            scheduler.within(12_000_000, node::resume);
        }
    }

    private void heal() {
        faulty = false;
        network.heal();
        clients.forEach(SimulatedClient::heal);
        writers.forEach(SimulatedWriter::stop);
        store.forgetOld();
        store.setAvailable(true);
        for (SimulatedNode node : nodes) {
            if (node != null) {
                node.log().heal();
                node.resume();
            }
        }
    }

    /** Everybody must have come to where the log is. */
    private void compareWithLog() {
        FaultyLog log = store.primary();
        for (ChannelName channel : List.of(CHANNELS.get(0), CHANNELS.get(1), CHANNELS.get(2), TASKS, LATEST)) {
            ChannelRead read = log.read(new ReadRequest(channel, 0, 100_000, Integer.MAX_VALUE))
                    .result();
            ledger.log(channel, read.epoch(), read.entries(), read.oldest(), read.head(), store.lostSomething());
            Position head = new Position(read.epoch(), read.head());
            ScanPage scan = log.scan(channel, null, Integer.MAX_VALUE).result();
            for (SimulatedClient client : clients) {
                if (client.channel().equals(channel)) {
                    compare(client, head, scan);
                }
            }
        }
        if (!store.isChanged()) {
            ledger.requireOneEpochAChannel();
        }
        for (SimulatedNode node : nodes) {
            if (node != null && node.failures() > 0) {
                ledger.violation("a task of the hub failed");
            }
        }
    }

    private void compare(SimulatedClient client, Position head, ScanPage scan) {
        if (!head.equals(client.claim())) {
            ledger.violation("a client of " + client.channel() + " is at " + client.claim() + ", the log at " + head);
        } else if (client.isCollection() && !Ledger.documents(scan.documents()).equals(client.documents())) {
            ledger.violation("a client's documents are " + client.documents() + ", the log's "
                    + Ledger.documents(scan.documents()));
        }
    }

    private ChannelSettings channelSettings(ChannelName channel) {
        Kind kind = channel.equals(LATEST) ? Kind.LATEST : Kind.LOG;
        return new ChannelSettings(kind, faults.retention(), YEAR_MILLIS);
    }

    /** Half of the schedules have windows so small that whoever lags has to read the log. */
    private HubSettings hubSettings() {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        CollectionSettings tasks = new CollectionSettings(
                TASKS,
                "task-created",
                "task-updated",
                "task-deleted",
                "status",
                "task-status-changed",
                none,
                document -> List.of(),
                1_000,
                1 << 20,
                1 << 16,
                false);
        HubSettings usual = HubSettings.defaults("n", this::channelSettings, List.of(tasks));
        return seed % 2 == 0 ? usual : usual.withWindowBytes(600);
    }

    /**
     * What came of a schedule.
     *
     * @param seed runs it again
     * @param violations empty when everything held
     * @param acknowledged writes that were acknowledged
     * @param delivered publications that arrived at clients
     * @param resets gaps that were announced
     */
    public record Outcome(long seed, List<String> violations, int acknowledged, int delivered, int resets) {}
}
