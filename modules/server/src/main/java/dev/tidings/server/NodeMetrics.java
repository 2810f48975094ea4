package dev.tidings.server;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.tidings.edge.Limit;
import dev.tidings.edge.Visitors;
import dev.tidings.hub.HubFigures;
import dev.tidings.hub.peers.PeerFigures;
import dev.tidings.log.LogHealth;
import dev.tidings.server.bus.BusCounters;
import dev.tidings.socket.SocketCounters;
import dev.tidings.socket.engineio.EngineCounters;
import dev.tidings.socket.eventbus.EventBusService;
import dev.tidings.socket.socketio.SocketIoService;
import dev.tidings.sse.SseCounters;
import io.vertx.core.Future;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.function.LongSupplier;

/** The figures of a node. Thread-safe because it only reads, and its sources are thread-safe. */
final class NodeMetrics {

    private final NodeState node;
    private final SseCounters streams;
    private final SocketCounters sockets;
    private final SocketCounters sockJs;
    private final EventBusService eventBus;
    private final SocketIoService realtime;
    private final BusCounters services;
    private final Visitors clients;
    private final SourceMetrics sources;
    private final LongSupplier blocked;

    /** @param blocked how often an event loop was seen blocked */
    NodeMetrics(
            NodeState node,
            SseCounters streams,
            SocketCounters sockets,
            SocketCounters sockJs,
            EventBusService eventBus,
            SocketIoService realtime,
            BusCounters services,
            Visitors clients,
            SourceMetrics sources,
            LongSupplier blocked) {
        this.node = node;
        this.streams = streams;
        this.sockets = sockets;
        this.sockJs = sockJs;
        this.eventBus = eventBus;
        this.realtime = realtime;
        this.services = services;
        this.clients = clients;
        this.sources = sources;
        this.blocked = blocked;
    }

    /** The page of this moment. Completes on the hub's loop. */
    Future<String> page() {
        return node.hub().figures().compose(hub -> node.ties().figures().get().map(peers -> page(hub, peers)));
    }

    private String page(HubFigures hub, PeerFigures peers) {
        MetricsText text = new MetricsText();
        text.labelled("tidings_info", "gauge", "The version.", "{version=\"" + Version.text() + "\"}", 1);
        text.gauge("tidings_draining", "1 while the node is going down.", node.isDraining() ? 1 : 0);
        text.gauge("tidings_sessions", "Live sessions on this node.", hub.sessions());
        text.gauge("tidings_active_channels", "Channels followed on this node.", hub.activeChannels());
        text.gauge("tidings_window_bytes", "Memory of recent publications.", hub.windowBytes());
        text.gauge("tidings_pending_writes", "Writes that wait for the log.", hub.pendingWrites());
        text.gauge("tidings_log_silent_seconds", "Since when the log did not answer.", hub.logSilentMillis() / 1e3);
        text.gauge("tidings_pipes", "Ends of pipes between loops and nodes: requests passed on.", hub.pipes());
        text.counter("tidings_pipe_bytes_total", "Bytes sent through pipes.", hub.pipeBytes());
        text.counter("tidings_failures_total", "Faults of the program; 0 in a healthy hub.", hub.failures());
        peers(text, peers);
        LogHealth log = node.log().health();
        text.gauge("tidings_log_readable", "1 when the log answers reads.", log.readable() ? 1 : 0);
        text.gauge("tidings_log_writable", "1 when the log takes appends.", log.writable() ? 1 : 0);
        clients(text);
        text.gauge("tidings_event_streams", "Open event streams.", streams.open());
        text.counter("tidings_event_streams_opened_total", "Event streams opened.", streams.opened());
        text.counter("tidings_event_streams_refused_total", "Connects turned away in words.", streams.refused());
        bothWays(text);
        realtime(text);
        text.counter("tidings_bus_requests_total", "Requests of services.", services.requests());
        text.counter("tidings_bus_requests_refused_total", "Those answered with a problem.", services.refused());
        text.counter(
                "tidings_bus_publishes_refused_total",
                "Messages to a service address that were published instead of sent.",
                services.publishesRefused());
        sources.write(text);
        text.counter("tidings_loop_blocked_total", "Times an event loop was seen blocked.", blocked.getAsLong());
        process(text);
        return text.toString();
    }

    private void bothWays(MetricsText text) {
        text.gauge("tidings_sockets", "Open WebSockets.", sockets.open());
        text.counter("tidings_sockets_opened_total", "WebSockets opened.", sockets.opened());
        text.counter("tidings_sockets_refused_total", "WebSockets turned away in words.", sockets.refused());
        text.counter("tidings_socket_commands_total", "Commands of WebSockets.", sockets.commands());
        text.gauge("tidings_sockjs_sessions", "Open SockJS sessions.", sockJs.open());
        text.counter("tidings_sockjs_sessions_opened_total", "SockJS sessions opened.", sockJs.opened());
        text.counter("tidings_sockjs_sessions_refused_total", "Those turned away in words.", sockJs.refused());
        text.counter("tidings_sockjs_commands_total", "Commands of SockJS sessions.", sockJs.commands());
        SocketCounters bridge = eventBus.sessions();
        text.gauge("tidings_eventbus_sessions", "Open sessions of the event-bus bridge.", bridge.open());
        text.counter("tidings_eventbus_sessions_opened_total", "Sessions of the bridge opened.", bridge.opened());
        text.counter("tidings_eventbus_sessions_refused_total", "Those turned away in words.", bridge.refused());
        text.counter("tidings_eventbus_messages_total", "Messages of the bridge's clients.", bridge.commands());
        text.counter(
                "tidings_eventbus_publishes_refused_total",
                "Messages that the bridge's clients published instead of sent.",
                eventBus.counters().publishesRefused());
    }

    private void clients(MetricsText text) {
        text.gauge("tidings_connections", "Open connections of clients.", clients.connections());
        for (Limit limit : Limit.values()) {
            String labels = "{limit=\"" + limit.label() + "\"}";
            long count = clients.refusals().count(limit);
            text.labelled("tidings_refused_total", "counter", "What went beyond a client's limit.", labels, count);
        }
    }

    private void realtime(MetricsText text) {
        SocketCounters clients = realtime.counters();
        text.gauge("tidings_realtime_clients", "Clients of Socket.IO.", clients.open());
        text.counter("tidings_realtime_clients_refused_total", "Those turned away in words.", clients.refused());
        text.counter("tidings_realtime_commands_total", "Their commands.", clients.commands());
        EngineCounters lines = realtime.connections();
        text.gauge("tidings_realtime_lines", "Sessions of Engine.IO below them.", lines.open());
        text.counter("tidings_realtime_lines_opened_total", "Sessions of Engine.IO opened.", lines.opened());
        text.counter("tidings_realtime_upgrades_total", "Those that went over to a WebSocket.", lines.upgraded());
        text.counter("tidings_realtime_requests_total", "Polls, and requests that bring packets.", lines.requests());
    }

    private static void peers(MetricsText text, PeerFigures peers) {
        text.gauge("tidings_nodes", "Nodes that are members of the cluster, this one included.", peers.nodes());
        text.gauge("tidings_peers_hinting", "Nodes that don't acknowledge what they are sent.", peers.hinting());
        text.gauge("tidings_peers_unacknowledged_bytes", "Sent and not acknowledged.", peers.unacknowledgedBytes());
        text.gauge(
                "tidings_peers_dropped_publications",
                "Publications that they are left to read from the log.",
                peers.droppedPublications());
        text.counter(
                "tidings_bus_selfcheck_failures_total",
                "Times the cluster had forgotten this node's address.",
                peers.selfCheckFailures());
        text.counter("tidings_bus_unreadable_total", "Messages of no member, or of no kind.", peers.unreadable());
    }

    private static void process(MetricsText text) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        text.gauge("jvm_heap_used_bytes", "Used heap.", heap.getUsed());
        text.gauge("jvm_heap_max_bytes", "Largest heap.", heap.getMax());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            String labels = "{pool=\"" + pool.getName() + "\"}";
            text.labelled("jvm_buffer_used_bytes", "gauge", "Memory of buffers.", labels, pool.getMemoryUsed());
        }
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            String labels = "{collector=\"" + collector.getName() + "\"}";
            double seconds = collector.getCollectionTime() / 1e3;
            text.labelled("jvm_gc_seconds_total", "counter", "Time of collections.", labels, seconds);
        }
        text.gauge(
                "jvm_threads", "Threads.", ManagementFactory.getThreadMXBean().getThreadCount());
        text.gauge(
                "process_uptime_seconds",
                "Since the start.",
                ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            text.counter("process_cpu_seconds_total", "CPU time.", system.getProcessCpuTime() / 1e9);
            text.gauge("process_open_fds", "Open files and sockets.", system.getOpenFileDescriptorCount());
            text.gauge("process_max_fds", "Their limit.", system.getMaxFileDescriptorCount());
        }
    }
}
