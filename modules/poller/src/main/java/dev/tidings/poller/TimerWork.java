package dev.tidings.poller;

import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.hub.PublishCommand;
import dev.tidings.model.Actor;
import dev.tidings.model.JsonText;
import dev.tidings.poller.UpstreamFault.Reason;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the time, at whole periods of the wall clock. Owned by its event loop. A tick whose time comes while the one
 * before waits for the log is left out.
 */
final class TimerWork implements Work {

    private static final String EVENT = "tick";

    /** As {@code Date.prototype.toISOString} writes it (ECMA-262 §21.4.1.32). */
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final TimerSettings settings;
    private final HubPort hub;
    private final Loop loop;
    private final Actor actor;
    private final SourceCounters counters;
    private @Nullable Term term;
    private Loop.@Nullable Timer timer;
    private boolean busy;

    TimerWork(TimerSettings settings, HubPort hub, Actor actor, SourceCounters counters) {
        this.settings = settings;
        this.hub = hub;
        this.loop = hub.loop();
        this.actor = actor;
        this.counters = counters;
    }

    @Override
    public void begin(Term begun) {
        term = begun;
        counters.next(settings.everyMillis());
        schedule();
    }

    @Override
    public void end() {
        term = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void schedule() {
        long period = settings.everyMillis();
        timer = loop.schedule(period - Math.floorMod(loop.wallMillis(), period), this::tick);
    }

    private void tick() {
        timer = null;
        Term now = term;
        if (now == null) {
            return;
        }
        if (!busy) {
            publish(now);
        }
        schedule();
    }

    private void publish(Term now) {
        busy = true;
        counters.polled();
        JsonText time = JsonText.of('"' + ISO.format(Instant.ofEpochMilli(loop.wallMillis())) + '"');
        hub.publish(new PublishCommand(settings.target(), EVENT, null, time, actor, null, now.fence()))
                .onComplete(
                        published -> {
                            busy = false;
                            counters.took();
                            counters.changed(1);
                        },
                        cause -> {
                            busy = false;
                            if (Term.isStale(cause)) {
                                now.failed(cause);
                            } else if (now.equals(term)) {
                                counters.held(Reason.HUB);
                            }
                        });
    }
}
