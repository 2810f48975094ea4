package dev.tidings.it.simulation;

import java.util.function.Consumer;

/**
 * A connection from a node to a client: in order, bounded, and cut at any moment, with what was on its way. Owned by the
 * scheduler's thread.
 */
final class SimulatedLine {

    private static final int CAPACITY = 6;

    private final Scheduler scheduler;
    private final long maxDelayMicros;
    private final Consumer<WireMessage> client;
    private final Runnable drained;
    private long lastArrivalMicros;
    private int underWay;
    private boolean cut;
    private boolean answered;
    private Runnable whenCut = () -> {};

    SimulatedLine(Scheduler scheduler, long maxDelayMicros, Consumer<WireMessage> client, Runnable drained) {
        this.scheduler = scheduler;
        this.maxDelayMicros = maxDelayMicros;
        this.client = client;
        this.drained = drained;
    }

    boolean isWritable() {
        return underWay < CAPACITY;
    }

    void send(WireMessage message) {
        underWay++;
        long now = scheduler.nowMicros();
        long arrival = Math.max(lastArrivalMicros + 1, now + scheduler.random().nextLong(maxDelayMicros + 1));
        lastArrivalMicros = arrival;
        scheduler.after(arrival - now, () -> arrived(message));
    }

    /** What the node does when it notices that the client is gone. */
    void onCut(Runnable task) {
        whenCut = task;
        if (cut) {
            task.run();
        }
    }

    /** Whether anything arrived. */
    boolean isAnswered() {
        return answered;
    }

    void cut() {
        cut = true;
        whenCut.run();
    }

    private void arrived(WireMessage message) {
        if (cut) {
            return;
        }
        boolean wasFull = !isWritable();
        underWay--;
        answered = true;
        client.accept(message);
        if (wasFull && isWritable() && !cut) {
            drained.run();
        }
    }
}
