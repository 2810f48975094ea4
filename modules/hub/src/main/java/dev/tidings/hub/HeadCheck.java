package dev.tidings.hub;

import dev.tidings.log.ChannelLog;
import dev.tidings.log.IndexPage;
import dev.tidings.log.PartitionState;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what arrived with the log, every second and whenever there is a doubt: this makes delivery complete however bad
 * the bus is. Owned by the hub's loop.
 *
 * <p>What the log has more may still be on its way; what is still missing after a moment is looked up in the partition's
 * index, and only those channels are read. A check that found something, or no log, is soon repeated.
 */
final class HeadCheck {

    private static final long REPEAT_MILLIS = 100;
    private static final long AWAY_MILLIS = 250;
    private static final int INDEX_ENTRIES = 1_024;

    private final ChannelLog log;
    private final LogCalls calls;
    private final Loop loop;
    private final HubSettings settings;
    private final Channels channels;
    private final StoreWatch store;
    private boolean checking;
    private boolean again;
    private boolean closed;
    private boolean answered;
    private Loop.@Nullable Timer timer;
    private long lastAnswerMillis;

    HeadCheck(ChannelLog log, LogCalls calls, Loop loop, HubSettings settings, Channels channels, StoreWatch store) {
        this.log = log;
        this.calls = calls;
        this.loop = loop;
        this.settings = settings;
        this.channels = channels;
        this.store = store;
        this.lastAnswerMillis = loop.monotonicMillis();
    }

    /** Checks now, or again after the check that is under way, since that one may be too old. */
    void check() {
        if (closed) {
            return;
        }
        if (checking) {
            again = true;
            return;
        }
        checking = true;
        again = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        long[] before = new long[Partitions.COUNT];
        @Nullable Epoch[] epochs = new @Nullable Epoch[Partitions.COUNT];
        for (int p = 0; p < Partitions.COUNT; p++) {
            Sequencer sequencer = channels.sequencer(p);
            before[p] = sequencer.contiguous();
            epochs[p] = sequencer.epoch();
        }
        store.asking();
        calls.within(settings.logMillis(), log.partitionStates()).onComplete(result -> {
            if (result.failed()) {
                finished(Math.min(AWAY_MILLIS, settings.checkMillis()));
            } else {
                finished(compareAll(result.result(), before, epochs) ? REPEAT_MILLIS : settings.checkMillis());
            }
        });
    }

    /** Whether the log has answered a comparison. */
    boolean isAnswered() {
        return answered;
    }

    /** For how long the log has not answered a check, in milliseconds. */
    long silentMillis() {
        return loop.monotonicMillis() - lastAnswerMillis;
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void finished(long againMillis) {
        checking = false;
        if (closed) {
            return;
        }
        if (again) {
            check();
            return;
        }
        timer = loop.schedule(againMillis, () -> {
            timer = null;
            check();
        });
    }

    private boolean compareAll(List<PartitionState> states, long[] before, @Nullable Epoch[] epochs) {
        lastAnswerMillis = loop.monotonicMillis();
        answered = true;
        boolean found = false;
        store.answered(states);
        for (PartitionState state : states) {
            int p = state.partition();
            found |= compare(state, before[p], epochs[p]);
        }
        return found;
    }

    private boolean compare(PartitionState state, long contiguousBefore, @Nullable Epoch epochBefore) {
        Sequencer sequencer = channels.sequencer(state.partition());
        if (store.isOtherThanBefore(state)) {
            return true;
        }
        Epoch epoch = sequencer.epoch();
        if (epoch == null || epochBefore == null) {
            sequencer.saw(state.epoch(), state.sequence());
            return false;
        }
        if (!epoch.equals(state.epoch())) {
            begunAnew(sequencer, state);
            return true;
        }
        if (epoch.equals(epochBefore) && state.sequence() < contiguousBefore) {
            store.wentBack(state);
            return true;
        }
        sequencer.saw(state.epoch(), state.sequence());
        if (state.sequence() <= sequencer.contiguous()) {
            return false;
        }
        loop.schedule(settings.graceMillis(), () -> lookUp(sequencer, state.epoch(), state.sequence()));
        return true;
    }

    /** The partition has another epoch than was measured: every channel of it must be looked at. */
    private void begunAnew(Sequencer sequencer, PartitionState state) {
        sequencer.startFrom(state.epoch(), state.sequence());
        channels.readAll(sequencer.partition());
    }

    private void lookUp(Sequencer sequencer, Epoch epoch, long target) {
        if (closed || !epoch.equals(sequencer.epoch()) || sequencer.contiguous() >= target) {
            return;
        }
        calls.within(settings.logMillis(), log.index(sequencer.partition(), sequencer.contiguous(), INDEX_ENTRIES))
                .onSuccess(page -> lookedUp(sequencer, epoch, target, page));
    }

    private void lookedUp(Sequencer sequencer, Epoch epoch, long target, IndexPage page) {
        if (closed || !epoch.equals(sequencer.epoch())) {
            return;
        }
        if (!page.epoch().equals(epoch)) {
            check();
            return;
        }
        if (page.oldestSequence() > sequencer.contiguous() + 1) {
            // The index does not reach back so far: look at all.
            sequencer.startFrom(epoch, Math.max(page.headSequence(), sequencer.contiguous()));
            channels.readAll(sequencer.partition());
            return;
        }
        for (IndexPage.IndexEntry entry : page.entries()) {
            if (!sequencer.has(entry.sequence())) {
                channels.missed(entry.channel(), entry.offset());
                sequencer.arrived(epoch, entry.sequence(), 1);
            }
        }
        if (!page.entries().isEmpty() && sequencer.contiguous() < target) {
            Future.succeededFuture().onSuccess(ignored -> lookUp(sequencer, epoch, target));
        }
    }
}
