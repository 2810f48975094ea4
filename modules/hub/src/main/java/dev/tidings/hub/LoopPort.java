package dev.tidings.hub;

import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The hub on one event loop: its sessions, and the way to the hub's own loop and back. Owned by its event loop. What is
 * delivered in one turn of the loop is flushed at its end, each connection once.
 */
final class LoopPort implements HubPort {

    private static final long TICK_MILLIS = 250;
    private static final long DRAIN_STEP_MILLIS = 50;
    private static final int MIN_RETRY_MILLIS = 500;
    private static final int RETRY_SPREAD_MILLIS = 2_500;

    private final Loop loop;
    private final HubCore core;
    private final Connections connections;
    private final RandomGenerator random;
    private final Inbox inbox;
    private final LoopPipes pipes;
    private final Map<ChannelName, LoopChannel> channels = new HashMap<>();
    private final Set<LoopSession> sessions = new LinkedHashSet<>();
    private final List<LoopSession> toFlush = new ArrayList<>();
    private final List<LoopChannel> toRelease = new ArrayList<>();
    private Loop.@Nullable Timer tick;
    private boolean draining;
    private boolean closed;

    LoopPort(Loop loop, HubCore core, Connections connections, RandomGenerator random) {
        this.loop = loop;
        this.core = core;
        this.connections = connections;
        this.random = random;
        this.inbox = new Inbox(loop, this::afterTurn, core.failures());
        this.pipes = new LoopPipes(loop, inbox, core);
    }

    Inbox inbox() {
        return inbox;
    }

    HubCore core() {
        return core;
    }

    Failures failures() {
        return core.failures();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public String node() {
        return core.settings().node();
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    public Future<Published> publish(PublishCommand command) {
        return ask(() -> core.publish(command));
    }

    @Override
    public Future<Written> write(WriteCommand command) {
        return ask(() -> core.write(command));
    }

    @Override
    public Future<Snapshot> snapshot(ChannelName collection) {
        return ask(() -> core.snapshot(collection));
    }

    @Override
    public Future<Optional<DocumentView>> document(ChannelName collection, String id) {
        return ask(() -> core.document(collection, id));
    }

    @Override
    public Future<History> history(ChannelName channel, StartingPoint since, int limit) {
        return ask(() -> core.history(channel, since, limit));
    }

    @Override
    public Future<ChannelInfo> channel(ChannelName channel) {
        return ask(() -> core.channel(channel));
    }

    @Override
    public ChannelSettings settings(ChannelName channel) {
        return core.settings().channels().apply(channel);
    }

    @Override
    public List<CollectionSettings> collections() {
        return core.settings().collections();
    }

    @Override
    public Optional<CollectionSettings> collection(ChannelName name) {
        return core.collectionSettings(name);
    }

    @Override
    public Session open(Outlet outlet, String subject, long heartbeatMillis) {
        LoopSession session = new LoopSession(this, outlet, connections.draw(), subject, heartbeatMillis);
        if (closed) {
            session.close();
            return session;
        }
        sessions.add(session);
        connections.add(session);
        if (tick == null) {
            tick = loop.schedule(TICK_MILLIS, this::tick);
        }
        return session;
    }

    @Override
    public Optional<Pipe.Offer> offer(String name, Pipe.Acceptor acceptor) {
        return pipes.offer(name, acceptor);
    }

    @Override
    public Future<Pipe> connect(String node, String name, byte[] head, Pipe.Receiver receiver) {
        return pipes.connect(node, name, head, receiver);
    }

    @Override
    public Future<Void> change(String connection, ConnectionChange change) {
        String node = Connections.nodeOf(connection);
        if (!node.equals(node())) {
            return ask(() -> core.members().change(node, connection, change));
        }
        Promise<Void> answer = Promise.promise();
        connections.change(connection, change).onComplete(result -> inbox.add(() -> answer.handle(result)));
        return answer.future();
    }

    /** Ends all sessions, spread over a time, each with a moment of its own at which to come back. */
    Future<Void> drain(long windowMillis) {
        draining = true;
        Promise<Void> done = Promise.promise();
        int steps = (int) Math.max(1, windowMillis / DRAIN_STEP_MILLIS);
        drainStep(steps, done);
        return done.future();
    }

    /** Ends sessions, by subject and credential. */
    void disconnect(BiPredicate<String, String> which, Disconnect reason) {
        for (LoopSession session : List.copyOf(sessions)) {
            failures().guard(() -> {
                if (which.test(session.subject(), session.outlet().credential())) {
                    session.disconnect(reason, 0);
                }
            });
        }
    }

    /** Ends what is left; nothing is delivered any more. */
    void close() {
        closed = true;
        draining = true;
        for (LoopSession session : List.copyOf(sessions)) {
            session.disconnect(Disconnect.DRAIN, retryAfterMillis());
        }
        pipes.close();
        if (tick != null) {
            tick.cancel();
            tick = null;
        }
    }

    int sessionCount() {
        return sessions.size();
    }

    int channelCount() {
        return channels.size();
    }

    /** The channel on this loop, opening when nobody used it. The caller says that it uses it. */
    LoopChannel attach(ChannelName name) {
        LoopChannel known = channels.get(name);
        if (known != null) {
            return known;
        }
        LoopChannel channel = new LoopChannel(name, this);
        channels.put(name, channel);
        channel.openingWith(ask(() -> core.follow(name, channel)).map(active -> {
            if (active.isPresent()) {
                channel.opened(active.get());
            }
            return channel;
        }));
        return channel;
    }

    /** Nobody on this loop uses the channel any more. */
    void closed(LoopChannel channel) {
        if (channels.remove(channel.name(), channel)) {
            core.inbox().add(() -> core.unfollow(channel.name(), channel));
        }
    }

    void closed(LoopSession session) {
        sessions.remove(session);
        connections.remove(session);
    }

    void touched(LoopSession session) {
        toFlush.add(session);
    }

    void used(LoopChannel channel) {
        toRelease.add(channel);
    }

    /** What follows an offset that is before the window. */
    Future<LaggingReads.Part> lagging(ChannelName channel, Epoch epoch, long offset, boolean skips) {
        return ask(() ->
                skips ? core.lagging().latest(channel, offset) : core.lagging().after(channel, epoch, offset));
    }

    /** Where the channel begins and ends in the log. */
    Future<LaggingReads.Part> bounds(ChannelName channel) {
        return ask(() -> core.lagging().bounds(channel));
    }

    /** Has the node look at the log, since it may be behind. */
    void refresh(ChannelName channel) {
        core.inbox().add(() -> core.refresh(channel));
    }

    /** Asks on the hub's loop, and has the answer on this one. */
    private <T> Future<T> ask(Supplier<Future<T>> question) {
        Promise<T> answer = Promise.promise();
        core.inbox().add(() -> {
            Future<T> future;
            try {
                future = question.get();
            } catch (HubException e) {
                future = Future.failedFuture(e);
            } catch (RuntimeException e) {
                failures().report(e);
                future = Future.failedFuture(new HubException(ErrorCode.INTERNAL, "the hub failed"));
            }
            future.onComplete(result -> inbox.add(() -> answer.handle(result)));
        });
        return answer.future();
    }

    private void afterTurn() {
        for (int i = 0; i < toFlush.size(); i++) {
            LoopSession session = toFlush.get(i);
            failures().guard(session::flush);
        }
        toFlush.clear();
        for (int i = 0; i < toRelease.size(); i++) {
            toRelease.get(i).releaseBatches();
        }
        toRelease.clear();
        pipes.flush();
    }

    private void tick() {
        tick = null;
        long now = loop.monotonicMillis();
        for (LoopSession session : List.copyOf(sessions)) {
            failures().guard(() -> session.tick(now, core.settings().stallMillis()));
        }
        if (!closed && !sessions.isEmpty()) {
            tick = loop.schedule(TICK_MILLIS, this::tick);
        }
    }

    private void drainStep(int stepsLeft, Promise<Void> done) {
        int share = (sessions.size() + stepsLeft - 1) / Math.max(1, stepsLeft);
        List<LoopSession> all = List.copyOf(sessions);
        for (LoopSession session : all.subList(0, Math.min(share, all.size()))) {
            failures().guard(() -> session.disconnect(Disconnect.DRAIN, retryAfterMillis()));
        }
        pipes.drainStep(stepsLeft);
        if (sessions.isEmpty() && !pipes.passesOn()) {
            done.tryComplete();
        } else {
            loop.schedule(DRAIN_STEP_MILLIS, () -> drainStep(Math.max(1, stepsLeft - 1), done));
        }
    }

    private long retryAfterMillis() {
        return (long) MIN_RETRY_MILLIS + random.nextInt(RETRY_SPREAD_MILLIS);
    }
}
