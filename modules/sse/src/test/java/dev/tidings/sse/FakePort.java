package dev.tidings.sse;

import dev.tidings.hub.ChannelInfo;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.DocumentView;
import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.History;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.Pipe;
import dev.tidings.hub.PublishCommand;
import dev.tidings.hub.Published;
import dev.tidings.hub.Session;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.hub.Ticks;
import dev.tidings.hub.WriteCommand;
import dev.tidings.hub.Written;
import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A hub whose every answer is the test's. Owned by its test. */
final class FakePort implements HubPort {

    private final FakeLoop loop;
    private final Map<ChannelName, Subscribed> answers = new HashMap<>();
    private final List<FakeSession> sessions = new ArrayList<>();
    private final List<Promise<Snapshot>> snapshots = new ArrayList<>();
    private boolean draining;
    private @Nullable Throwable refusal;
    private Future<Void> opening = Future.succeededFuture();

    FakePort(FakeLoop loop) {
        this.loop = loop;
    }

    /** How the next subscriptions to a channel begin. */
    void answer(String channel, Subscribed subscribed) {
        answers.put(new ChannelName(channel), subscribed);
    }

    /** Refuses all further subscriptions. */
    void refuse(Throwable cause) {
        refusal = cause;
    }

    /** Answers all further subscriptions when the promise is kept. */
    Promise<Void> hold() {
        Promise<Void> held = Promise.promise();
        opening = held.future();
        return held;
    }

    void drain() {
        draining = true;
    }

    FakeSession session(int index) {
        return sessions.get(index);
    }

    int openSessions() {
        return (int) sessions.stream().filter(session -> !session.closed).count();
    }

    /** The questions for a snapshot that were not answered yet; the oldest is removed. */
    Promise<Snapshot> nextSnapshot() {
        return snapshots.remove(0);
    }

    int askedSnapshots() {
        return snapshots.size();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public String node() {
        return "n1";
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    public Session open(Outlet outlet, String subject, long heartbeatMillis) {
        FakeSession session = new FakeSession("n1.c" + sessions.size(), outlet);
        sessions.add(session);
        return session;
    }

    @Override
    public Future<Snapshot> snapshot(ChannelName collection) {
        Promise<Snapshot> promise = Promise.promise();
        snapshots.add(promise);
        return promise.future();
    }

    @Override
    public Optional<Pipe.Offer> offer(String name, Pipe.Acceptor acceptor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Pipe> connect(String node, String name, byte[] head, Pipe.Receiver receiver) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> change(String connection, ConnectionChange change) {
        return sessions.stream()
                .filter(session -> session.connection.equals(connection))
                .findFirst()
                .map(session -> session.outlet.change(change))
                .orElseThrow();
    }

    @Override
    public Future<Published> publish(PublishCommand command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Written> write(WriteCommand command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Optional<DocumentView>> document(ChannelName collection, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<History> history(ChannelName channel, StartingPoint since, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<ChannelInfo> channel(ChannelName channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelSettings settings(ChannelName channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<CollectionSettings> collections() {
        return List.of();
    }

    @Override
    public Optional<CollectionSettings> collection(ChannelName name) {
        return Optional.empty();
    }

    /** A session of the fake hub. */
    final class FakeSession implements Session {

        private final String connection;
        private final Outlet outlet;
        private final Map<ChannelName, FakeSubscription> subscriptions = new HashMap<>();
        private boolean closed;
        private int drained;

        private FakeSession(String connection, Outlet outlet) {
            this.connection = connection;
            this.outlet = outlet;
        }

        FakeSubscription subscription(String channel) {
            return subscriptions.get(new ChannelName(channel));
        }

        Outlet outlet() {
            return outlet;
        }

        int drainedTimes() {
            return drained;
        }

        @Override
        public String connection() {
            return connection;
        }

        @Override
        public Future<Subscription> subscribe(ChannelName channel, StartingPoint start, boolean snapshot) {
            Throwable cause = refusal;
            if (cause != null) {
                return Future.failedFuture(cause);
            }
            FakeSubscription subscription = new FakeSubscription(channel, this, answers.get(channel));
            subscriptions.put(channel, subscription);
            return opening.map(subscription);
        }

        @Override
        public void identify(String subject) {}

        @Override
        public void drained() {
            drained++;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public void disconnect(Disconnect reason, long retryAfterMillis) {
            if (!closed) {
                closed = true;
                outlet.disconnect(reason, retryAfterMillis);
            }
        }

        @Override
        public boolean isClosed() {
            return closed;
        }
    }

    /** A subscription of the fake hub, which delivers what the test says. */
    static final class FakeSubscription implements Subscription {

        private final ChannelName channel;
        private final FakeSession session;
        private final Subscribed subscribed;
        private @Nullable Position position;
        private boolean started;
        private boolean cancelled;

        private FakeSubscription(ChannelName channel, FakeSession session, Subscribed subscribed) {
            this.channel = channel;
            this.session = session;
            this.subscribed = subscribed;
            this.position = subscribed.position();
        }

        /** Delivers and flushes, as a tick does. */
        void deliver(List<Frame> frames) {
            if (!started || cancelled || !session.outlet.isWritable()) {
                throw new AssertionError("nothing may be delivered to " + channel);
            }
            FrameBatch batch = new FrameBatch(frames);
            session.outlet.deliver(this, batch);
            move(frames.get(frames.size() - 1));
            session.outlet.flush();
            Ticks.end(batch);
        }

        /** Moves on without a delivery, as where something is skipped. */
        void move(Frame last) {
            position = last.epoch() == null ? null : new Position(last.epoch(), last.offset());
        }

        boolean isStarted() {
            return started;
        }

        boolean isCancelled() {
            return cancelled;
        }

        @Override
        public ChannelName channel() {
            return channel;
        }

        @Override
        public @Nullable Position position() {
            return position;
        }

        @Override
        public Subscribed subscribed() {
            return subscribed;
        }

        @Override
        public void start() {
            started = true;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
