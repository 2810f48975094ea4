package dev.tidings.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Subscribers of one channel and the publishers that feed it, on one {@link LoadLoop}. Owned by the thread that made it.
 */
final class LoadRun implements AutoCloseable {

    /** The event name of all that is published. */
    static final String EVENT = "m";

    /** The most publications in a closed loop that not everybody has yet. */
    static final int IN_FLIGHT = 32;

    private static final int CONNECTING_AT_ONCE = 128;
    private static final long MAX_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LoadLoop loop;
    private final InetSocketAddress writesAt;
    private final InetSocketAddress readsAt;
    private final String channel;
    private final Payload payload;
    private final Wires wires;
    private final Deliveries deliveries;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<PublishLink> publishers = new ArrayList<>();
    private final @Nullable PublishLink[] publisherOf = new PublishLink[Deliveries.MAX_OPEN];
    private final Histogram answers = new Histogram(MAX_ANSWER_NANOS, 3);
    private final long startNanos = System.nanoTime();

    private boolean refill;
    private int nextPublisher;
    private long nextNumber = 1;

    /** @param transport how the subscribers listen; the publishers use HTTP */
    LoadRun(InetSocketAddress hub, String channel, Wires.Kind transport, int subscriberCount, int payloadBytes)
            throws IOException {
        this(hub, hub, channel, transport, subscriberCount, payloadBytes);
    }

    /** The same, with publishers at one node and subscribers at another. */
    LoadRun(
            InetSocketAddress writesAt,
            InetSocketAddress readsAt,
            String channel,
            Wires.Kind transport,
            int subscriberCount,
            int payloadBytes)
            throws IOException {
        this.loop = new LoadLoop();
        this.writesAt = writesAt;
        this.readsAt = readsAt;
        this.channel = channel;
        this.payload = new Payload(payloadBytes);
        this.wires = transport.wires(channel, payloadBytes);
        this.deliveries = new Deliveries(subscriberCount, this::delivered);
    }

    Deliveries deliveries() {
        return deliveries;
    }

    /** How long a publication took from when it was due to its answer, since {@link #reset}. */
    double answerMillis(double percentile) {
        return answers.getValueAtPercentile(percentile) / 1e6;
    }

    /** Begins a new measurement; what is on its way stays on its way. */
    void reset() {
        deliveries.reset();
        answers.reset();
    }

    /** The zero of all times in payloads, by {@link System#nanoTime}. */
    long startNanos() {
        return startNanos;
    }

    List<Subscriber> subscribers() {
        return subscribers;
    }

    long published() {
        return nextNumber - 1;
    }

    /** What is missing of the deliveries that were due. */
    long lost(int subscriberCount) {
        return published() * subscriberCount - deliveries.total();
    }

    /** Connects {@code count} subscribers, at most some at a time, and waits until all are live. */
    void subscribe(int count, String resumeFrom) throws IOException {
        subscribe(count, resumeFrom, CONNECTING_AT_ONCE);
    }

    /** As above, with {@code atOnce} of them connecting at a time. */
    void subscribe(int count, String resumeFrom, int atOnce) throws IOException {
        int from = subscribers.size();
        int[] live = {from};
        await("subscribers to connect", () -> {
            while (live[0] < subscribers.size() && subscribers.get(live[0]).live()) {
                live[0]++;
            }
            while (subscribers.size() < from + count && subscribers.size() - live[0] < atOnce) {
                openSubscriber(resumeFrom);
            }
            return live[0] == from + count;
        });
    }

    private void openSubscriber(String resumeFrom) {
        Subscriber subscriber = new Subscriber(loop, wires.open(resumeFrom), deliveries, startNanos);
        subscribers.add(subscriber);
        connect(subscriber, readsAt);
    }

    private void connect(Link link, InetSocketAddress node) {
        try {
            loop.connect(link, node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves the connections until {@code done}; an error after a minute without it. */
    void await(String what, BooleanSupplier done) throws IOException {
        if (!loop.runUntil(() -> deliveries.faults() > 0 || done.getAsBoolean(), System.nanoTime() + PATIENCE_NANOS)) {
            throw new IOException("waited too long for " + what);
        }
        if (deliveries.faults() > 0) {
            throw new IOException(deliveries.firstFault());
        }
    }

    /**
     * Keeps {@link #IN_FLIGHT} publications on their way.
     *
     * @param batch publications a request
     */
    void startClosedLoop(int batch) throws IOException {
        refill = true;
        openPublishers(IN_FLIGHT / batch, batch);
    }

    private void openPublishers(int count, int batch) throws IOException {
        for (int i = 0; i < count; i++) {
            PublishLink[] self = new PublishLink[1];
            self[0] = new PublishLink(
                    loop, deliveries, channel, payload, batch, () -> publishNext(self[0], batch), this::answered);
            publishers.add(self[0]);
            connect(self[0], writesAt);
        }
    }

    private void answered(long sentNanos) {
        long nanos = System.nanoTime() - startNanos - sentNanos;
        answers.recordValue(Math.min(Math.max(nanos, 0), MAX_ANSWER_NANOS));
    }

    private void publishNext(PublishLink publisher, int batch) {
        if (refill) {
            publish(publisher, batch, System.nanoTime() - startNanos);
        }
    }

    private void publish(PublishLink publisher, int batch, long nanos) {
        long first = nextNumber;
        nextNumber += batch;
        for (long number = first; number < nextNumber; number++) {
            publisherOf[(int) (number & (Deliveries.MAX_OPEN - 1))] = publisher;
        }
        try {
            publisher.publish(first, nanos);
        } catch (IOException e) {
            publisher.failed(e);
        }
    }

    private void delivered(long number) {
        PublishLink publisher = publisherOf[(int) (number & (Deliveries.MAX_OPEN - 1))];
        if (publisher != null) { // else it is history that an earlier run published
            publisher.delivered();
        }
    }

    /** Lets what is on its way arrive and sends nothing more. */
    void stop() throws IOException {
        refill = false;
        loop.runUntil(
                () -> deliveries.completed() == published() || deliveries.faults() > 0,
                System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
    }

    /** Serves the connections for a while. */
    void runFor(long nanos) throws IOException {
        loop.runUntil(() -> deliveries.faults() > 0, System.nanoTime() + nanos);
    }

    /** Publishes {@code perSecond} a second, each stamped with the time at which it was due, for {@code nanos}. */
    void runPaced(int perSecond, long nanos) throws IOException {
        refill = false;
        if (publishers.isEmpty()) {
            openPublishers(IN_FLIGHT, 1);
        }
        await("publishers to connect", () -> publishers.stream().allMatch(PublishLink::answered));
        long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long end = System.nanoTime() + nanos;
        long[] due = {System.nanoTime() + interval};
        loop.runUntil(
                () -> {
                    while (System.nanoTime() - due[0] >= 0 && publishDue(due[0])) {
                        due[0] += interval;
                    }
                    return deliveries.faults() > 0;
                },
                end);
    }

    /** In turn, since the hub ends a new connection that is silent for 10 s. */
    private boolean publishDue(long dueNanos) {
        for (int i = 0; i < publishers.size(); i++) {
            nextPublisher = (nextPublisher + 1) % publishers.size();
            PublishLink publisher = publishers.get(nextPublisher);
            if (publisher.answered()) {
                publish(publisher, 1, dueNanos - startNanos);
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        loop.close();
    }
}
