package dev.tidings.verify;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Plays a run's faults in real time: those of connections when they are due, those of the site one after the other, so that
 * one that takes long delays the next. Owned by the run's thread; proxies are touched on their event loop.
 */
final class FaultPlayer {

    private static final long OVER_SECONDS = 1_800;

    private final Vertx vertx;
    private final Site site;
    private final List<FaultProxy> proxies;
    private final Recoveries recoveries;
    private final LongSupplier clock;
    private final Consumer<String> log;

    /**
     * @param recoveries on the run's event loop
     * @param clock nanoseconds, as the recoveries count them
     */
    FaultPlayer(
            Vertx vertx,
            Site site,
            List<FaultProxy> proxies,
            Recoveries recoveries,
            LongSupplier clock,
            Consumer<String> log) {
        this.vertx = vertx;
        this.site = site;
        this.proxies = List.copyOf(proxies);
        this.recoveries = recoveries;
        this.clock = clock;
        this.log = log;
    }

    /** Returns when all are over, and not before {@code runMillis}. */
    void play(List<Fault> faults, long runMillis) throws Exception {
        long start = System.nanoTime();
        CompletableFuture<Void> ofSite = CompletableFuture.runAsync(() -> playOnSite(faults, start));
        for (Fault fault : faults) {
            if (fault.kind().isOfConnections()) {
                sleepUntil(start + TimeUnit.MILLISECONDS.toNanos(fault.atMillis()));
                vertx.runOnContext(ignored -> inflict(fault));
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
                    long before = System.nanoTime();
                    vertx.runOnContext(ignored -> recoveries.begins());
                    String whom = site.inflict(fault);
                    long over = clock.getAsLong();
                    vertx.runOnContext(ignored -> recoveries.over(fault.kind(), over));
                    log.accept(
                            fault + " of " + whom + ", over after " + (System.nanoTime() - before) / 1_000_000 + " ms");
                }
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
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
