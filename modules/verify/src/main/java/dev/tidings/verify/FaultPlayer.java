package dev.tidings.verify;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Plays a run's faults in real time: those of connections when they are due, those of the site one after the other, so that
 * one that takes long delays the next. Owned by the run's thread; proxies are touched on their event loop.
 */
final class FaultPlayer {

    private static final long OVER_SECONDS = 1_800;

    private final Site site;
    private final List<FaultProxy> proxies;
    private final Rig rig;
    private final Consumer<String> log;

    /** @param rig hears on its event loop of what begins and is over */
    FaultPlayer(Site site, List<FaultProxy> proxies, Rig rig, Consumer<String> log) {
        this.site = site;
        this.proxies = List.copyOf(proxies);
        this.rig = rig;
        this.log = log;
    }

    /** Returns when all are over, and not before {@code runMillis}. */
    void play(List<Fault> faults, long runMillis) throws Exception {
        long start = System.nanoTime();
        CompletableFuture<Void> ofSite = CompletableFuture.runAsync(() -> playOnSite(faults, start));
        for (Fault fault : faults) {
            if (fault.kind().isOfConnections()) {
                sleepUntil(start + TimeUnit.MILLISECONDS.toNanos(fault.atMillis()));
                onLoop(() -> inflict(fault));
            }
        }
        sleepUntil(start + TimeUnit.MILLISECONDS.toNanos(runMillis));
        ofSite.get(OVER_SECONDS, TimeUnit.SECONDS);
    }

    private void playOnSite(List<Fault> faults, long start) {
        try {
            for (Fault fault : faults) {
                if (!fault.kind().isOfConnections()) {
                    sleepUntil(start + TimeUnit.MILLISECONDS.toNanos(fault.atMillis()));
                    log.accept(inflictOnSite(fault));
                }
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private String inflictOnSite(Fault fault) throws IOException, InterruptedException {
        long began = rig.nanos();
        onLoop(() -> {
            rig.recoveries().begins();
            rig.ledger().lateness().begins(fault.kind(), began);
        });
        String whom = site.inflict(fault);
        long over = rig.nanos();
        onLoop(() -> {
            rig.recoveries().over(fault.kind(), over);
            rig.ledger().lateness().over(fault.kind(), over);
        });
        return fault + " of " + whom + ", over after " + (over - began) / 1_000_000 + " ms";
    }

    private void onLoop(Runnable task) {
        rig.vertx().runOnContext(ignored -> task.run());
    }

    private void inflict(Fault fault) {
        FaultProxy proxy = proxies.get(Math.floorMod(fault.pick(), proxies.size()));
        int pick = fault.pick() / proxies.size();
        switch (fault.kind()) {
            case CUT -> proxy.cut(pick);
            case CUT_ALL -> proxy.cutAll();
            case STALL -> proxy.stall(pick, fault.forMillis());
            case BLACK_HOLE -> proxy.blackHole(pick);
            case THROTTLE -> proxy.throttle(pick, fault.forMillis());
            default -> throw new IllegalArgumentException(fault + " is not a proxy's");
        }
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }
}
