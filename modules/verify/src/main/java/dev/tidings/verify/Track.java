package dev.tidings.verify;

import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.verify.Findings.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber has of one channel. Owned by the ledger's thread.
 *
 * <p>Offsets are kept as bits, one set an epoch: {@code had} means received or told not to expect. A publication that
 * comes although it was had is a duplicate, one that comes after a later one is reordered, and what is neither had nor
 * announced at the end is lost.
 */
public final class Track {

    private final String subscriber;
    private final String channel;
    private final Ledger ledger;
    private final List<Life> past = new ArrayList<>();
    private @Nullable Life life;
    private boolean isToldAnew;
    private long toldNanos = Long.MIN_VALUE;
    private long lastNanos;
    private long longestSilenceNanos;

    /** The part of a track in one epoch. */
    private static final class Life {
        final Epoch epoch;
        final BitSet had = new BitSet();
        final BitSet received = new BitSet();
        long cursor;

        Life(Position start) {
            epoch = start.epoch();
            skipTo(start.offset());
        }

        void skipTo(long offset) {
            if (offset > cursor) {
                had.set((int) cursor + 1, (int) offset + 1);
                cursor = offset;
            }
        }
    }

    Track(String subscriber, String channel, Ledger ledger) {
        this.subscriber = subscriber;
        this.channel = channel;
        this.ledger = ledger;
    }

    /** What is followed. */
    public String channel() {
        return channel;
    }

    /** The hub said that the subscriber has everything up to {@code position}. The first time this is the start. */
    public void recovered(Position position) {
        Life current = life;
        if (current == null) {
            life = new Life(position);
        } else if (!current.epoch.equals(position.epoch())) {
            ledger.findings().add(Kind.LOST, this + " was called recovered in another epoch, at " + position);
            enter(position);
        } else if (position.offset() > current.cursor) {
            // The claim is false: the bits between stay empty and are found lost at the end.
            current.cursor = position.offset();
        }
    }

    /** A snapshot at {@code position} stands for all changes up to it. */
    public void covered(Position position) {
        enter(position);
    }

    /** The subscriber was told that there is a gap up to {@code position}. */
    public void reset(Position position) {
        ledger.resetSeen();
        isToldAnew = true;
        enter(position);
    }

    private void enter(Position position) {
        Life current = life;
        if (current != null && current.epoch.equals(position.epoch())) {
            current.skipTo(position.offset());
            return;
        }
        if (current != null) {
            past.add(current);
        }
        life = new Life(position);
    }

    /** A publication came, at the monotonic time {@code nowNanos}. */
    public void received(Delivery delivery, long nowNanos) {
        ledger.delivered(channel, delivery);
        if (isToldAnew) {
            isToldAnew = false;
            toldNanos = nowNanos;
        }
        // What was written before a gap was told of comes again behind it: that is no delay.
        if (delivery.latencyNanos() >= 0 && nowNanos - delivery.latencyNanos() >= toldNanos) {
            ledger.took(delivery, nowNanos);
        }
        long silence = lastNanos == 0 ? 0 : nowNanos - lastNanos;
        longestSilenceNanos = Math.max(longestSilenceNanos, silence);
        ledger.silence(this, silence);
        lastNanos = nowNanos;
        Life current = life;
        Position position = delivery.position();
        if (current == null || !current.epoch.equals(position.epoch())) {
            ledger.findings().add(Kind.PHANTOM, this + " got " + position + " of an epoch it was not told of");
            return;
        }
        int offset = (int) position.offset();
        if (current.had.get(offset)) {
            ledger.findings().add(Kind.DUP, this + " got " + position + " (" + delivery.write() + ") again");
        } else if (offset <= current.cursor) {
            ledger.findings().add(Kind.REORDERED, this + " got " + position + " after offset " + current.cursor);
        }
        current.had.set(offset);
        current.received.set(offset);
        current.cursor = Math.max(current.cursor, offset);
    }

    /** The longest time between two deliveries. */
    long longestSilenceNanos() {
        return longestSilenceNanos;
    }

    /** Where the subscriber is, or null before it was told. */
    public @Nullable Position position() {
        Life current = life;
        return current == null ? null : new Position(current.epoch, current.cursor);
    }

    /** Looks for what should have come: all up to the cursor in past epochs, all up to the head in the log's. */
    void check(Epoch logEpoch, Map<Long, WriteId> log, long head) {
        past.forEach(old -> checkUpTo(old, old.cursor, Map.of()));
        Life current = life;
        if (current == null) {
            ledger.findings().add(Kind.LOST, this + " was never connected");
        } else if (current.epoch.equals(logEpoch)) {
            checkUpTo(current, head, log);
        } else {
            ledger.findings()
                    .add(
                            Kind.LOST,
                            this + " ended in epoch " + current.epoch.value() + ", the log is in " + logEpoch.value());
        }
    }

    private void checkUpTo(Life checked, long end, Map<Long, WriteId> log) {
        for (int offset = checked.had.nextClearBit(1); offset <= end; offset = checked.had.nextClearBit(offset + 1)) {
            ledger.findings()
                    .add(
                            Kind.LOST,
                            this + " never got " + checked.epoch.value() + "-" + offset + " (" + log.get((long) offset)
                                    + ")");
        }
    }

    @Override
    public String toString() {
        return subscriber + " on " + channel;
    }
}
