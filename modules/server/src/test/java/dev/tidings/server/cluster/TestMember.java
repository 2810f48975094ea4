package dev.tidings.server.cluster;

import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Hub;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.HubSettings;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.PublishCommand;
import dev.tidings.hub.Published;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Session;
import dev.tidings.hub.Subscription;
import dev.tidings.hub.VertxLoop;
import dev.tidings.hub.peers.PeerFigures;
import dev.tidings.hub.peers.Peers;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.JsonText;
import dev.tidings.model.Kind;
import dev.tidings.model.StartingPoint;
import dev.tidings.verify.FreePorts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One clustered node in this JVM: membership, bus, peers and a hub, over a log that the test gives. Owned by its test. */
final class TestMember implements AutoCloseable {

    static final ChannelSettings HISTORY = new ChannelSettings(Kind.LOG, 10_000, 3_600_000);

    final String name;
    final ClusterMember member;
    final Vertx vertx;
    final Peers peers;
    final Hub hub;
    final HubPort port;
    private final Context context;

    /** What a subscriber got. */
    record Got(String data, long offset) {}

    private TestMember(String name, ClusterOptions options, ChannelLog log) {
        SecureRandom random = new SecureRandom();
        this.name = name;
        this.member = await(ClusterMember.join(options, name, ""));
        this.vertx = await(member.vertx(new VertxOptions(), options));
        VertxLoop loop = new VertxLoop(vertx, vertx.getOrCreateContext());
        this.peers = new Peers(vertx, name, member.membership(), loop, random);
        HubSettings settings = HubSettings.defaults(name, channel -> HISTORY, List.of());
        this.hub = new Hub(settings, log, peers, peers.members(), loop, random);
        await(peers.start());
        hub.start();
        this.context = vertx.getOrCreateContext();
        this.port = hub.port(new VertxLoop(vertx, context));
    }

    /** Members that know one another, all on loopback. */
    static List<TestMember> start(ChannelLog log, int count) throws IOException {
        List<ClusterOptions> all = options(count, "a secret of the test", null);
        List<TestMember> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new TestMember("n" + i, all.get(i), log));
        }
        return members;
    }

    /** One member of those that the options name. */
    static TestMember start(ChannelLog log, String name, ClusterOptions options) {
        return new TestMember(name, options, log);
    }

    /** Ends without a word to anybody, as a process that is killed. */
    void kill() {
        member.hazelcast().getLifecycleService().terminate();
        await(vertx.close());
    }

    static List<ClusterOptions> options(int count, String secret, ClusterOptions.Tls tls) throws IOException {
        List<Integer> ports = FreePorts.of(2 * count);
        List<String> addresses = ports.subList(0, count).stream()
                .map(port -> "127.0.0.1:" + port)
                .toList();
        List<ClusterOptions> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new ClusterOptions("127.0.0.1", ports.get(i), ports.get(count + i), addresses, secret, tls));
        }
        return all;
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    Published publish(String channel, String data) {
        return await(ask(() -> port.publish(new PublishCommand(
                new ChannelName(channel), "message", null, JsonText.of(JsonText.quote(data)), null, null))));
    }

    /** Reads a channel from now on; what comes is in the queue. */
    Queue<Got> subscribe(String channel) {
        Queue<Got> got = new ConcurrentLinkedQueue<>();
        await(ask(() -> {
            Session session = port.open(new Collecting(got), "anna", 0);
            return session.subscribe(new ChannelName(channel), new StartingPoint.Head(), false)
                    .onSuccess(Subscription::start);
        }));
        return got;
    }

    PeerFigures figures() {
        return await(peers.figures());
    }

    <T> Future<T> ask(Supplier<Future<T>> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(run -> question.get().onComplete(answer));
        return answer.future();
    }

    @Override
    public void close() {
        await(hub.close());
        await(peers.close());
        await(vertx.close());
        member.leave();
    }

    /** A transport that takes everything. */
    private record Collecting(Queue<Got> got) implements Outlet {

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void deliver(Subscription subscription, FrameBatch batch) {
            batch.frames()
                    .forEach(frame -> got.add(new Got(frame.publication().data().toString(), frame.offset())));
        }

        @Override
        public void reset(Subscription subscription, Reset reset) {
            got.add(new Got("reset", 0));
        }

        @Override
        public void flush() {}

        @Override
        public void heartbeat() {}

        @Override
        public void disconnect(Disconnect reason, long retryAfterMillis) {}
    }
}
