package dev.tidings.hub.peers;

import dev.tidings.hub.Bus;
import dev.tidings.hub.BusMessage;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Members;
import dev.tidings.hub.PipePacket;
import dev.tidings.hub.peers.PeerMessage.Answer;
import dev.tidings.hub.peers.PeerMessage.Ask;
import dev.tidings.hub.peers.PeerMessage.Hello;
import dev.tidings.hub.peers.PeerMessage.Load;
import dev.tidings.hub.peers.PeerMessage.Pipes;
import dev.tidings.hub.peers.PeerMessage.Question;
import dev.tidings.hub.peers.PeerMessage.Reply;
import dev.tidings.hub.peers.PeerMessage.Sender;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bus between the nodes of a cluster: what this node publishes goes to each peer that wants it, one message a peer and
 * tick, never more than the peer acknowledges. Owned by the hub's loop.
 *
 * <p>Each second every peer is told that this node lives, which partitions it wants to hear of, and how far it has heard. A
 * peer whose interest is not known is sent everything. What arrives is a hint: the log decides.
 */
public final class Peers implements Bus {

    private static final long HELLO_MILLIS = 1_000;

    /** How long partitions are still sent here that nobody reads any more: page reloads come back soon. */
    private static final long LINGER_MILLIS = 600_000;

    /** After how long what was published before a peer knew of a new interest is looked up. */
    private static final long INTEREST_MILLIS = 100;

    private final String node;
    private final long startId;
    private final Membership membership;
    private final Wire wire;
    private final Loop loop;
    private final Inquiries inquiries;
    private final PeerPipes pipes;
    private final SelfCheck selfCheck;
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private final BusMessage.@Nullable Head[] newest = new BusMessage.@Nullable Head[Partitions.COUNT];
    private final long[] leftMillis = new long[Partitions.COUNT];
    private List<Parcel> gathered = new ArrayList<>();
    private @Nullable Consumer<BusMessage> receiver;
    private Loop.@Nullable Timer hello;
    private Loop.@Nullable Timer grown;
    private long followed;
    private long interest;
    private long lastNumber;
    private long unreadable;
    private boolean closed;

    /**
     * Peers over Vert.x' clustered event bus; made once for each Vert.x instance.
     *
     * @param node this node's name, as {@code membership} has it
     * @param random draws the name of this start
     */
    public Peers(Vertx vertx, String node, Membership membership, Loop loop, RandomGenerator random) {
        this(new BusWire(vertx, node), node, membership, loop, random);
    }

    Peers(Wire wire, String node, Membership membership, Loop loop, RandomGenerator random) {
        this.node = node;
        this.startId = random.nextLong(1, Long.MAX_VALUE);
        this.membership = membership;
        this.wire = wire;
        this.loop = loop;
        this.inquiries = new Inquiries(this, loop);
        this.pipes = inquiries.peerPipes();
        this.selfCheck = new SelfCheck(wire, loop);
    }

    /** The nodes that share the log, for the hub. */
    public Members members() {
        return inquiries;
    }

    /** Begins to listen and to say hello; after the hub was made, before it is started. From any thread. */
    public Future<Void> start() {
        return onLoop(() -> wire.open(this::arrived))
                .compose(open -> onLoop(() -> {
                    membership.onChange(() -> loop.execute(this::membersChanged));
                    membersChanged();
                    greetAll();
                    selfCheck.start();
                    return Future.succeededFuture();
                }));
    }

    /** Stops listening; the hub that used it is closed before. From any thread. */
    public Future<Void> close() {
        return onLoop(() -> {
            flush();
            closed = true;
            Stream.of(hello, grown).filter(Objects::nonNull).forEach(Loop.Timer::cancel);
            selfCheck.close();
            inquiries.close();
            peers.clear();
            return wire.close();
        });
    }

    /** Figures of the moment. Completes on the hub's loop. */
    public Future<PeerFigures> figures() {
        return onLoop(() -> Future.succeededFuture(new PeerFigures(
                peers.size() + 1,
                (int) peers.values().stream()
                        .filter(peer -> peer.window().isHinting())
                        .count(),
                peers.values().stream().mapToLong(peer -> peer.window().bytes()).sum(),
                peers.values().stream().mapToLong(Peer::droppedPublications).sum(),
                selfCheck.failures(),
                unreadable)));
    }

    @Override
    public void receive(Consumer<BusMessage> newReceiver) {
        receiver = newReceiver;
    }

    /** Hands the same object to this node, and keeps it for the others until {@link #flush}. */
    @Override
    public void send(BusMessage message) {
        deliver(message);
        if (message instanceof BusMessage.Batch batch) {
            long last = batch.firstSequence() + batch.items().size() - 1;
            newest[batch.partition()] = new BusMessage.Head(batch.partition(), batch.partitionEpoch(), last);
        }
        if (!peers.isEmpty()) {
            gathered.add(new Parcel(message));
        }
    }

    @Override
    public void flush() {
        List<Parcel> parcels = gathered;
        if (!parcels.isEmpty()) {
            gathered = new ArrayList<>();
        }
        for (Peer peer : peers.values()) {
            List<Parcel> chosen = parcels.isEmpty() ? List.of() : peer.choose(parcels);
            if (!chosen.isEmpty()) {
                load(peer, chosen);
            } else if (peer.owesAcknowledgement()) {
                acknowledge(peer);
            }
        }
        pipes.flush();
    }

    @Override
    public void follow(long partitions) {
        long now = loop.monotonicMillis();
        for (long left = followed & ~partitions; left != 0; left &= left - 1) {
            leftMillis[Long.numberOfTrailingZeros(left)] = now;
        }
        followed = partitions;
        if ((partitions & ~interest) == 0) {
            return;
        }
        interest |= partitions;
        peers.values().forEach(this::greet);
        if (grown == null && !closed) {
            grown = loop.schedule(INTEREST_MILLIS, () -> {
                grown = null;
                inquiries.doubt();
            });
        }
    }

    boolean isMember(String name) {
        return peers.containsKey(name);
    }

    @Nullable
    Peer find(String name) {
        return peers.get(name);
    }

    /** The peers that were heard of lately. */
    Set<String> speaking() {
        long now = loop.monotonicMillis();
        return peers.values().stream()
                .filter(peer -> !peer.isSilent(now))
                .map(Peer::node)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Sends packets that {@link Peer#pipeWindow} knows of. */
    void sendPipes(String name, List<PipePacket> packets) {
        Peer peer = peers.get(name);
        if (peer != null) {
            long number = ++lastNumber;
            peer.pipeWindow().sent(number);
            wire.send(name, new Pipes(peer.sender(node, startId, number), packets));
        }
    }

    /** Sends a question; not to who has been silent, since what is sent there only piles up. */
    boolean ask(String name, long id, Ask ask) {
        Peer peer = peers.get(name);
        if (peer == null || peer.isSilent(loop.monotonicMillis())) {
            return false;
        }
        wire.send(name, new Question(peer.sender(node, startId, 0), id, ask));
        return true;
    }

    void answer(String name, long id, Reply reply) {
        Peer peer = peers.get(name);
        if (peer != null) {
            wire.send(name, new Answer(peer.sender(node, startId, 0), id, reply));
        }
    }

    private void arrived(PeerMessage message) {
        assert loop.isCurrent();
        if (message instanceof Hello greeting) {
            heard(greeting.sender(), peer -> {
                peer.wants(greeting.interest());
                acknowledge(peer);
            });
        } else if (message instanceof Load load) {
            heard(load.sender(), peer -> load.parcels().forEach(parcel -> deliver(parcel.message())));
        } else if (message instanceof Pipes packets) {
            heard(packets.sender(), peer -> {
                boolean many = peer.gotPipes(packets.bytes());
                pipes.arrived(peer.node(), packets);
                if (many && peer.owesAcknowledgement()) {
                    acknowledge(peer);
                }
            });
        } else if (message instanceof Question question) {
            heard(question.sender(), peer -> inquiries.asked(peer.node(), question));
        } else if (message instanceof Answer answer) {
            heard(answer.sender(), peer -> inquiries.answered(peer.node(), answer));
        } else {
            unreadable++;
        }
    }

    private void heard(Sender sender, Consumer<Peer> then) {
        if (closed) {
            return;
        }
        if (!peers.containsKey(sender.node()) && membership.nodes().contains(sender.node())) {
            membersChanged();
        }
        Peer peer = peers.get(sender.node());
        if (peer == null || peer.isFormer(sender)) {
            unreadable++;
            return;
        }
        long before = peer.startId();
        if (peer.heard(sender, loop.monotonicMillis())) {
            if (before != 0) {
                inquiries.restarted(peer.node());
            }
            greet(peer);
            inquiries.doubt();
        }
        if (sender.ackStartId() == startId) {
            peer.pipeWindow().acknowledged(sender.ackNumber());
            if (peer.window().acknowledged(sender.ackNumber())) {
                heads(peer);
            }
        }
        then.accept(peer);
    }

    private void deliver(BusMessage message) {
        Consumer<BusMessage> known = receiver;
        if (known != null) {
            known.accept(message);
        }
    }

    /** Takes over who is a member now. */
    private void membersChanged() {
        if (closed) {
            return;
        }
        Set<String> now = membership.nodes();
        for (String each : List.copyOf(peers.keySet())) {
            if (!now.contains(each)) {
                peers.remove(each);
                inquiries.left(each);
            }
        }
        for (String each : now) {
            if (!each.equals(node) && !peers.containsKey(each)) {
                Peer peer = new Peer(each, loop.monotonicMillis());
                peers.put(each, peer);
                inquiries.joined(each);
                greet(peer);
            }
        }
        inquiries.doubt();
    }

    private void greetAll() {
        if (closed) {
            return;
        }
        long now = loop.monotonicMillis();
        for (long idle = interest & ~followed; idle != 0; idle &= idle - 1) {
            int partition = Long.numberOfTrailingZeros(idle);
            if (now - leftMillis[partition] > LINGER_MILLIS) {
                interest &= ~(1L << partition);
            }
        }
        for (Peer peer : peers.values()) {
            if (peer.isToBeGreeted(now)) {
                greet(peer);
            }
            if (peer.isSilent(now)) {
                pipes.left(peer.node());
            }
        }
        hello = loop.schedule(HELLO_MILLIS, this::greetAll);
    }

    private void greet(Peer peer) {
        peer.greeted(loop.monotonicMillis());
        wire.send(peer.node(), new Hello(peer.sender(node, startId, ++lastNumber), interest));
    }

    private void acknowledge(Peer peer) {
        wire.send(peer.node(), new Load(peer.sender(node, startId, 0), List.of()));
    }

    private void load(Peer peer, List<Parcel> parcels) {
        long number = ++lastNumber;
        int publications = 0;
        long bytes = 0;
        for (Parcel parcel : parcels) {
            publications += parcel.publications();
            bytes += parcel.bytes().length;
        }
        peer.window().sent(number, publications, bytes);
        wire.send(peer.node(), new Load(peer.sender(node, startId, number), parcels));
    }

    /** Tells a peer that takes payloads again how far this node's own appends have come meanwhile. */
    private void heads(Peer peer) {
        List<BusMessage.Head> heads = Stream.of(newest).filter(Objects::nonNull).toList();
        load(peer, List.of(new Parcel(new BusMessage.Heads(heads))));
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> task) {
        Promise<T> promise = Promise.promise();
        loop.execute(() -> task.get().onComplete(promise));
        return promise.future();
    }
}
