package dev.tidings.it.simulation;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Virtual time and the only source of chance. Owned by the one thread that runs the simulation. Events of one moment run in
 * an order that is drawn, so that nothing may rely on it.
 */
public final class Scheduler {

    private final RandomGenerator random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowMicros = 1_000_000_000L;
    private long count;

    private record Event(long atMicros, long draw, long count, Runnable task) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMicros, other.atMicros);
            int byDraw = byTime != 0 ? byTime : Long.compare(draw, other.draw);
            return byDraw != 0 ? byDraw : Long.compare(count, other.count);
        }
    }

    /** Every run of one seed is the same. */
    public Scheduler(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The chance of this run. */
    public RandomGenerator random() {
        return random;
    }

    /** Virtual milliseconds. */
    public long nowMillis() {
        return nowMicros / 1_000;
    }

    /** Virtual microseconds. */
    public long nowMicros() {
        return nowMicros;
    }

    /** Runs a task after a delay in virtual microseconds, 0 or more. */
    public void after(long delayMicros, Runnable task) {
        events.add(new Event(nowMicros + delayMicros, random.nextLong(), count++, task));
    }

    /** Runs a task some time within a bound. */
    public void within(long maxMicros, Runnable task) {
        after(random.nextLong(maxMicros + 1), task);
    }

    /** Whether something of this probability (0 to 1) happens now. */
    public boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** Runs everything that is due within a virtual time. */
    public void run(long millis) {
        long until = nowMicros + millis * 1_000;
        while (!events.isEmpty() && events.peek().atMicros() <= until) {
            Event next = events.poll();
            nowMicros = next.atMicros();
            next.task().run();
        }
        nowMicros = until;
    }
}
