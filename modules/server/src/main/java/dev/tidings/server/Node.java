package dev.tidings.server;

import dev.tidings.edge.Border;
import dev.tidings.edge.Bridge;
import dev.tidings.edge.DevelopmentIdentity;
import dev.tidings.edge.ListenerVerticle;
import dev.tidings.edge.identity.RevocationBridge;
import dev.tidings.edge.identity.RevocationFeed;
import dev.tidings.edge.identity.TicketDesk;
import dev.tidings.hub.Hub;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.VertxLoop;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.embedded.EmbeddedLog;
import dev.tidings.log.embedded.EmbeddedLogOptions;
import dev.tidings.log.redis.RedisLog;
import dev.tidings.model.Epoch;
import dev.tidings.poller.PollerVerticle;
import dev.tidings.poller.SourceCounters;
import dev.tidings.poller.SourceSettings;
import dev.tidings.server.bus.BusCounters;
import dev.tidings.server.bus.BusVerticle;
import dev.tidings.server.cluster.ClusterMember;
import dev.tidings.server.cluster.ClusterOptions;
import dev.tidings.server.cluster.HubTies;
import dev.tidings.server.config.ClientListener;
import dev.tidings.server.config.ClusterTable;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LimitsTable;
import dev.tidings.server.config.ListenerTable;
import dev.tidings.server.config.LogTable;
import dev.tidings.server.config.SettingsTable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node, put together: what is started last is stopped first. Owned by the main thread, which waits for each step; each
 * has a time limit.
 */
final class Node {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private static final Duration STEP_TIME = Duration.ofSeconds(30);

    /** How long the collections may take to load; a large log on a slow disk needs a while. */
    private static final Duration LOAD_TIME = Duration.ofMinutes(10);

    private static final long READY_POLL_MILLIS = 20;

    private final Configuration configuration;
    private final Path data;
    private final SecureRandom random = new SecureRandom();
    private final BlockedLoops blocked = new BlockedLoops();
    private final Deque<Part> started = new ArrayDeque<>();
    private final NodeOptions options;
    private String welcome = "";
    private BooleanSupplier stopAsked = () -> false;

    /** Something that runs, and how it is stopped. */
    private record Part(String name, Callable<Future<?>> stop) {}

    /** Where something listens, and which setting and variable say so. */
    private record Place(String setting, String variable, String host, int port) {

        /** The native transport tells its reasons by text alone. */
        String cannotListen(Exception cause) {
            String reason = Tidings.oneLine(cause);
            boolean inUse = cause instanceof BindException || reason.contains("Address already in use");
            String place = setting + ": port " + port + " on " + host;
            return inUse
                    ? place + " is in use; choose another (" + variable + ")"
                    : place + " can't be listened on: " + reason;
        }
    }

    Node(Configuration configuration, Path data) {
        this.configuration = configuration;
        this.data = data;
        this.options = new NodeOptions(configuration);
    }

    /**
     * Starts everything, step by step, and ends early when a stop was asked for meanwhile; {@link #stop} undoes what was
     * started in any case.
     *
     * @throws CommandFailure saying in one line what can't be started
     */
    void start(BooleanSupplier asked) {
        stopAsked = asked;
        String name = options.nodeName(random);
        ClusterMember member = join(name);
        if (stopAsked.getAsBoolean()) {
            return;
        }
        Vertx vertx = startLoops(member);
        if (!vertx.isNativeTransportEnabled()) {
            LOG.warn("the native transport is not available, so the portable one is used: {}", reason(vertx));
        }
        if (options.connections() < configuration.get(LimitsTable.CONNECTIONS)) {
            LOG.info(
                    "{} connections are taken, not limits.connections: the process may open no more files",
                    options.connections());
        }
        ChannelLog log = openLog(vertx);
        started.push(new Part("the log", log::close));
        serve(vertx, startHub(vertx, log, name, member));
    }

    /** Becomes a member when there is a cluster; null when this node is alone. */
    private @Nullable ClusterMember join(String name) {
        ClusterOptions cluster = options.cluster();
        if (cluster == null) {
            return null;
        }
        Future<ClusterMember> joining =
                ClusterMember.join(cluster, name, KeyMark.of(Access.sessionKey(configuration, data, random)));
        started.push(new Part(
                "the membership",
                () -> joining.map(member -> {
                    member.leave();
                    return null;
                })));
        try {
            while (!joining.isComplete() && !stopAsked.getAsBoolean()) {
                Thread.sleep(READY_POLL_MILLIS);
            }
            return joining.isComplete() ? joined(Awaiting.result(joining, STEP_TIME, "the membership")) : null;
        } catch (Exception e) {
            throw CommandFailure.failed("the cluster can't be joined from " + cluster.host() + ":" + cluster.port()
                    + " (" + ClusterTable.MEMBERS.path() + ", " + ClusterTable.SECRET.path() + "): "
                    + Tidings.oneLine(e));
        }
    }

    /** Says which other nodes will not know who is signed in here. */
    private static ClusterMember joined(ClusterMember member) {
        Set<String> others = member.withOtherKeys();
        if (!others.isEmpty()) {
            LOG.warn(
                    "auth.session.key is another one than that of {}: who signed in there is not signed in here",
                    String.join(", ", others));
        }
        return member;
    }

    private Vertx startLoops(@Nullable ClusterMember member) {
        Vertx vertx;
        ClusterOptions cluster = options.cluster();
        if (member == null || cluster == null) {
            vertx = Vertx.vertx(options.vertx());
        } else {
            try {
                vertx = Awaiting.result(member.vertx(options.vertx(), cluster), STEP_TIME, "the event bus");
            } catch (Exception e) {
                throw CommandFailure.failed("the event bus can't be opened at " + cluster.host() + ":"
                        + cluster.busPort() + " (" + ClusterTable.BUS_PORT.path() + "): " + Tidings.oneLine(e));
            }
        }
        started.push(new Part("the event loops", vertx::close));
        ((VertxInternal) vertx).blockedThreadChecker().setThreadBlockedHandler(blocked);
        return vertx;
    }

    private void serve(Vertx vertx, NodeState state) {
        Access access = Access.of(configuration, data, vertx, state.hub(), random);
        ClientSide clients = new ClientSide(configuration, options, state, access, random);
        BusCounters services = new BusCounters();
        List<SourceSettings> sources = configuration.get(ListenerTable.POLLER) ? configuration.sources() : List.of();
        List<SourceCounters> counters = sources.stream()
                .map(source -> new SourceCounters(source.name()))
                .toList();
        NodeMetrics metrics = new NodeMetrics(
                state,
                clients.streams().counters(),
                clients.sockets(),
                clients.sockJs(),
                clients.eventBus(),
                clients.realtime(),
                services,
                clients.visitors(),
                new SourceMetrics(counters),
                blocked::count);
        int adminPort = listen(vertx, 1, adminPlace(), () -> operatorSide(vertx, state, access, metrics));
        awaitReady(state);
        if (stopAsked.getAsBoolean()) {
            return;
        }
        knowCredentials(state.hub().port(new VertxLoop(vertx, vertx.getOrCreateContext())), access);
        if (!sources.isEmpty()) {
            deploy(
                    vertx,
                    "the sources",
                    () -> new PollerVerticle(ports(vertx, state), state.hub()::appender, sources, counters, random));
        }
        if (configuration.get(ListenerTable.BUS)) {
            deploy(
                    vertx,
                    "the services' addresses",
                    () -> new BusVerticle(ports(vertx, state), options.bus(), services));
        }
        Map<ClientListener, Integer> bound = letClientsIn(vertx, state, clients);
        welcome = new Welcome(configuration, bound, adminPort, data, options.eventLoops()).text();
        state.listening();
        blocked.watch();
        LOG.info("admin on port {}, data in {}", adminPort, data);
    }

    /** Opens every listener for clients; the port that each has. */
    private Map<ClientListener, Integer> letClientsIn(Vertx vertx, NodeState state, ClientSide clients) {
        Map<ClientListener, Integer> bound = new LinkedHashMap<>();
        for (ClientListener listener : configuration.listeners()) {
            Place place =
                    new Place(listener.path() + ".port", listener.portVariable(), listener.host(), listener.port());
            int port =
                    listen(vertx, options.eventLoops(), place, () -> clients.verticle(listener, ports(vertx, state)));
            bound.put(listener, port);
            LOG.info("{}: {} on {} port {}", listener.path(), listener.bridgesText(), listener.host(), port);
        }
        // started last, so that it is stopped first: clients are told while there still are connections to tell them on
        started.push(new Part("clients", () -> drain(state)));
        return bound;
    }

    /** With visitors of its own, so that the operator gets in however many clients there are. */
    private ListenerVerticle operatorSide(Vertx vertx, NodeState state, Access access, NodeMetrics metrics) {
        return new ListenerVerticle(
                options.adminListener(),
                new Border(DevelopmentIdentity.authenticator(), state::isDraining),
                ports(vertx, state),
                List.<Function<HubPort, Bridge>>of(
                        port -> new HealthBridge(state, true),
                        port -> new MetricsBridge(metrics::page),
                        port -> new RevocationBridge(access.revocations())));
    }

    private Place adminPlace() {
        return new Place(
                SettingsTable.ADMIN_PORT.path(),
                SettingsTable.ADMIN_PORT.environmentName(),
                configuration.get(SettingsTable.ADMIN_HOST),
                configuration.get(SettingsTable.ADMIN_PORT));
    }

    /** Nobody is let in before it is known who was signed out, and before other nodes can ask about this one's tickets. */
    private static void knowCredentials(HubPort port, Access access) {
        try {
            Awaiting.result(new RevocationFeed(port, access.revocations()).start(), STEP_TIME, "the revocations");
            Awaiting.result(TicketDesk.open(port, access.tickets()), STEP_TIME, "the desk for tickets");
        } catch (Exception e) {
            throw CommandFailure.failed(
                    "it can't be known who was signed out, or whose a ticket is: " + Tidings.oneLine(e));
        }
    }

    private ChannelLog openLog(Vertx vertx) {
        try {
            return switch (configuration.get(LogTable.STORE)) {
                case EMBEDDED ->
                    EmbeddedLog.open(EmbeddedLogOptions.of(data, configuration::channel, () -> Epoch.draw(random))
                            .withLimits(options.log()));
                case REDIS ->
                    Awaiting.result(
                            RedisLog.open(
                                    vertx,
                                    configuration.redis(),
                                    configuration::channel,
                                    options.log(),
                                    () -> Epoch.draw(random)),
                            STEP_TIME,
                            "the log");
            };
        } catch (Exception e) {
            throw CommandFailure.failed(Tidings.oneLine(e));
        }
    }

    private NodeState startHub(Vertx vertx, ChannelLog log, String name, @Nullable ClusterMember member) {
        VertxLoop loop = new VertxLoop(vertx, vertx.getOrCreateContext());
        HubTies ties = HubTies.of(member, vertx, name, loop, random);
        Hub hub = new Hub(options.hub(name), log, ties.bus(), ties.members(), loop, random);
        started.push(new Part("the ties to other nodes", () -> ties.stop().get()));
        try {
            Awaiting.result(ties.start().get(), STEP_TIME, "the node's address on the bus");
        } catch (Exception e) {
            throw CommandFailure.failed("other nodes can't reach this one: " + Tidings.oneLine(e));
        }
        hub.start();
        started.push(new Part("the hub", hub::close));
        return new NodeState(log, hub, ties, configuration.get(ClusterTable.MINIMUM_NODES));
    }

    /** Deploys a listener on as many event loops; the port that it has. */
    private int listen(Vertx vertx, int instances, Place place, Supplier<ListenerVerticle> verticle) {
        Deque<ListenerVerticle> made = new ArrayDeque<>();
        Future<String> deployed = vertx.deployVerticle(
                () -> {
                    ListenerVerticle listener = verticle.get();
                    made.add(listener);
                    return listener;
                },
                new DeploymentOptions().setInstances(instances));
        try {
            String id = Awaiting.result(deployed, STEP_TIME, "the listener");
            started.push(new Part("the listener at " + place.setting(), () -> vertx.undeploy(id)));
        } catch (CommandFailure e) {
            throw e;
        } catch (Exception e) {
            throw CommandFailure.failed(place.cannotListen(e));
        }
        return made.getFirst().port();
    }

    /** Deploys a verticle of which there is one a node. */
    private void deploy(Vertx vertx, String name, Supplier<VerticleBase> verticle) {
        try {
            String id = Awaiting.result(vertx.deployVerticle(verticle, new DeploymentOptions()), STEP_TIME, name);
            started.push(new Part(name, () -> vertx.undeploy(id)));
        } catch (CommandFailure e) {
            throw e;
        } catch (Exception e) {
            throw CommandFailure.failed(name + " did not start: " + Tidings.oneLine(e));
        }
    }

    /** The hub as the calling event loop sees it. */
    private static Supplier<HubPort> ports(Vertx vertx, NodeState state) {
        return () -> state.hub().port(new VertxLoop(vertx, vertx.getOrCreateContext()));
    }

    private void awaitReady(NodeState state) {
        long end = System.nanoTime() + LOAD_TIME.toNanos();
        try {
            while (!stopAsked.getAsBoolean() && !Awaiting.result(state.hub().isReady(), STEP_TIME, "the hub")) {
                if (System.nanoTime() > end) {
                    throw CommandFailure.failed("the collections could not be loaded in " + LOAD_TIME.toMinutes()
                            + " minutes: " + state.log().health().detail());
                }
                Thread.sleep(READY_POLL_MILLIS);
            }
        } catch (CommandFailure e) {
            throw e;
        } catch (Exception e) {
            throw CommandFailure.failed("the hub did not start: " + Tidings.oneLine(e));
        }
    }

    /** Not ready, no writes, and every client told when to come back, spread over the drain's time. */
    private Future<?> drain(NodeState state) {
        state.drain();
        long millis = configuration.get(SettingsTable.DRAIN).toMillis();
        return state.hub().drain(millis);
    }

    /** Stops what was started, the last first. What fails to stop in time is left behind with a word in the log. */
    void stop() {
        while (!started.isEmpty()) {
            Part part = started.pop();
            Duration time = configuration.get(SettingsTable.DRAIN).plus(STEP_TIME);
            try {
                Awaiting.result(part.stop().call(), time, part.name());
            } catch (Exception e) {
                LOG.warn("{} did not stop cleanly", part.name(), e);
            }
        }
    }

    /** What to say when it runs; empty before. */
    String welcome() {
        return welcome;
    }

    private static String reason(Vertx vertx) {
        Throwable cause = vertx.unavailableNativeTransportCause();
        return cause == null ? "unknown" : Tidings.oneLine(cause);
    }
}
