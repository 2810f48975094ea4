package dev.tidings.it.simulation;

import dev.tidings.log.ChannelSettings;
import dev.tidings.log.FaultyLog;
import dev.tidings.log.LogLimits;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store that all nodes share, and what can happen to it: it goes away, comes back with or without its tail, is restored
 * from a backup, or is for a while two primaries of which one will be forgotten. Owned by the scheduler's thread.
 */
final class SimulatedStore {

    private final Scheduler scheduler;
    private final Function<ChannelName, ChannelSettings> settings;
    private FaultyLog primary;
    private @Nullable FaultyLog forgotten;
    private FaultyLog.@Nullable Backup backup;
    private int incarnations;
    private boolean lostSomething;

    SimulatedStore(Scheduler scheduler, Function<ChannelName, ChannelSettings> settings) {
        this.scheduler = scheduler;
        this.settings = settings;
        this.primary = newLog();
    }

    /** The store that counts. */
    FaultyLog primary() {
        return primary;
    }

    /** The store as a node sees it that did not notice the failover; the primary when there is no such thing. */
    FaultyLog seenBy(boolean noticed) {
        FaultyLog old = forgotten;
        return noticed || old == null ? primary : old;
    }

    /** Whether something acknowledged may be gone. */
    boolean lostSomething() {
        return lostSomething;
    }

    /** Whether it was ever another incarnation than at the beginning. */
    boolean isChanged() {
        return incarnations > 1;
    }

    void setAvailable(boolean available) {
        primary.setAvailable(available);
    }

    void takeBackup() {
        backup = primary.backup();
    }

    /** Comes back from the backup, as another incarnation. */
    void restoreBackup() {
        FaultyLog.Backup known = backup;
        if (known != null) {
            primary.restore(known);
            lostSomething = true;
        }
        primary.restartAs(nextIncarnation());
    }

    /** Comes back without the last writes of some partitions. */
    void restart(int lostBatches) {
        loseTail(primary, lostBatches);
        primary.restartAs(nextIncarnation());
    }

    /** A replica that lags takes over; the old one goes on, for those who did not notice, until it is forgotten. */
    void failOver(int lostBatches) {
        FaultyLog.Backup asItWas = primary.backup();
        FaultyLog next = newLog();
        loseTail(primary, lostBatches);
        next.restore(primary.backup());
        primary.restore(asItWas);
        // What the old one still takes will be lost, even when nothing was until now.
        lostSomething = true;
        forgotten = primary;
        primary = next;
    }

    /** Everybody has noticed. */
    void forgetOld() {
        forgotten = null;
    }

    private void loseTail(FaultyLog log, int batches) {
        for (int p = 0; p < Partitions.COUNT && batches > 0; p++) {
            lostSomething |= log.loseLast(p, batches) > 0;
        }
    }

    private FaultyLog newLog() {
        return new FaultyLog(
                settings,
                LogLimits.DEFAULT,
                () -> Epoch.draw(scheduler.random()),
                scheduler::nowMillis,
                nextIncarnation());
    }

    private String nextIncarnation() {
        return "store-" + incarnations++;
    }
}
