package dev.tidings.hub;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;

/** A Vert.x event loop. Thread-safe because it holds nothing of its own. */
public final class VertxLoop implements Loop {

    private final Vertx vertx;
    private final Context context;

    /** @param context of an event loop, not a worker's */
    public VertxLoop(Vertx vertx, Context context) {
        if (!context.isEventLoopContext()) {
            throw new IllegalArgumentException("not an event loop's context");
        }
        this.vertx = vertx;
        this.context = context;
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(ignored -> task.run());
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        long id = vertx.setTimer(Math.max(1, delayMillis), ignored -> task.run());
        return () -> vertx.cancelTimer(id);
    }

    @Override
    public long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public boolean isCurrent() {
        return ((ContextInternal) context).nettyEventLoop().inEventLoop();
    }
}
