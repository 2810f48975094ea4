package dev.tidings.hub;

import dev.tidings.log.AppendResult;
import dev.tidings.log.ChannelLog;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/**
 * One node's hub: made once, then asked for a {@link HubPort} by each event loop. Thread-safe because what it owns lives on
 * loops, which it enters by their inboxes.
 */
public final class Hub {

    private final HubCore core;
    private final Connections connections;
    private final RandomGenerator random;
    private final List<LoopPort> ports = new CopyOnWriteArrayList<>();

    /**
     * A hub that does nothing yet.
     *
     * @param settings how it works
     * @param log the log; closed by its maker, after the hub
     * @param bus the way to all nodes
     * @param members the nodes that share the log
     * @param loop the hub's own loop; may serve connections as well
     * @param random thread-safe, in production a {@link java.security.SecureRandom}
     */
    public Hub(HubSettings settings, ChannelLog log, Bus bus, Members members, Loop loop, RandomGenerator random) {
        this.core = new HubCore(settings, log, bus, members, loop, random);
        this.connections = new Connections(settings.node(), random);
        members.host(new Members.Host() {
            @Override
            public Future<Void> change(String connection, ConnectionChange change) {
                return connections.change(connection, change);
            }

            @Override
            public int subscribers(ChannelName channel) {
                return core.subscribers(channel);
            }
        });
        this.random = random;
    }

    /** This node's name. */
    public String node() {
        return core.settings().node();
    }

    /** Begins to listen, to compare with the log, and to load the collections; see {@link #isReady}. */
    public void start() {
        core.inbox().add(core::start);
    }

    /** The hub as this loop sees it; one for each loop. */
    public HubPort port(Loop loop) {
        LoopPort port = new LoopPort(loop, core, connections, random);
        ports.add(port);
        return port;
    }

    /** The log as this loop writes to it, past channels' and collections' rules: for leases and what they fence. */
    public Appender appender(Loop loop) {
        return append -> {
            Promise<AppendResult> answer = Promise.promise();
            core.inbox()
                    .add(() -> core.publisher()
                            .append(append)
                            .onComplete(result -> loop.execute(() -> answer.handle(result))));
            return answer.future();
        };
    }

    /** Whether the log answers and every collection was loaded; completes on the hub's loop. */
    public Future<Boolean> isReady() {
        Promise<Boolean> answer = Promise.promise();
        core.inbox()
                .add(() -> answer.complete(core.isLoaded() && core.headCheck().isAnswered()));
        return answer.future();
    }

    /** Ends all sessions, spread over {@code windowMillis}; new ones are told to come back. */
    public Future<Void> drain(long windowMillis) {
        List<Future<Void>> all = new ArrayList<>();
        for (LoopPort port : ports) {
            Promise<Void> drained = Promise.promise();
            port.inbox().add(() -> port.drain(windowMillis).onComplete(drained));
            all.add(drained.future());
        }
        return Future.all(all).mapEmpty();
    }

    /**
     * Ends sessions of this node, on whichever loops they live. From any thread.
     *
     * @param which by subject and credential; asked on the sessions' loops
     */
    public void disconnect(BiPredicate<String, String> which, Disconnect reason) {
        for (LoopPort port : ports) {
            port.inbox().add(() -> port.disconnect(which, reason));
        }
    }

    /** Ends what is left, takes no more writes, and lets those under way finish. */
    public Future<Void> close() {
        List<Future<Void>> all = new ArrayList<>();
        for (LoopPort port : ports) {
            all.add(onLoop(port.inbox(), port::close));
        }
        return Future.all(all).compose(ended -> onLoop(core.inbox(), core::close));
    }

    /** Faults of the program that were caught; 0 in a healthy hub. From any thread. */
    public long failures() {
        return core.failures().count();
    }

    /** Figures of the moment, by name, as metrics show them. Completes on the hub's loop. */
    public Future<HubFigures> figures() {
        Promise<HubFigures> answer = Promise.promise();
        core.inbox()
                .add(() -> answer.complete(new HubFigures(
                        connections.size(),
                        core.channels().size(),
                        core.channels().budget().bytes(),
                        core.publisher().pending(),
                        core.headCheck().silentMillis(),
                        core.offers().ends(),
                        core.offers().bytes(),
                        core.failures().count())));
        return answer.future();
    }

    private static Future<Void> onLoop(Inbox inbox, Runnable task) {
        Promise<Void> done = Promise.promise();
        inbox.add(() -> {
            task.run();
            done.complete();
        });
        return done.future();
    }
}
