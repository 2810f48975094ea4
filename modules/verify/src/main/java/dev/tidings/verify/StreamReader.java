package dev.tidings.verify;

import dev.tidings.verify.EventStreamParser.Event;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.Address;
import org.jspecify.annotations.Nullable;

/**
 * What a browser's {@code EventSource} does: connects, reconnects after {@code retry:} with {@code Last-Event-ID}; and it
 * takes silence for death. Owned by the run's event loop.
 */
abstract class StreamReader implements Reader {

    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long WATCH_MILLIS = 500;

    private final Rig rig;
    private final String name;
    private final String target;
    private final boolean patient;

    private EventStreamParser parser = new EventStreamParser("", this::heard);
    private @Nullable HttpClientRequest request;
    private @Nullable Address entrance;
    private int generation;
    private boolean stopped;
    private boolean answered;
    private long awaySinceNanos = -1;
    private long lastByteNanos;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private long watch = -1;

    /** @param patient whether it waits as long as the hub's {@code retry:} says, or is back at once */
    StreamReader(Rig rig, String name, String target, boolean patient) {
        this.rig = rig;
        this.name = name;
        this.target = target;
        this.patient = patient;
    }

    /** An event came. */
    abstract void onEvent(Event event);

    Rig rig() {
        return rig;
    }

    String name() {
        return name;
    }

    @Override
    public void start() {
        watch = rig.vertx().setPeriodic(WATCH_MILLIS, id -> closeWhenSilent());
        connect();
    }

    @Override
    public void stop() {
        stopped = true;
        generation++; // What still comes is not read.
        rig.vertx().cancelTimer(watch);
        drop();
    }

    private void connect() {
        if (stopped) {
            return;
        }
        int attempt = ++generation;
        answered = false;
        lastByteNanos = rig.nanos();
        parser = new EventStreamParser(parser.lastId(), this::heard);
        RequestOptions options = rig.request(HttpMethod.GET, target).putHeader("Accept", "text/event-stream");
        entrance = options.getServer();
        rig.client().request(options).onFailure(cause -> ended(attempt)).onSuccess(opened -> {
            if (attempt == generation && !stopped) {
                send(opened, attempt);
            } else {
                opened.exceptionHandler(rig::broken);
                opened.reset();
            }
        });
    }

    private void send(HttpClientRequest opened, int attempt) {
        request = opened;
        if (!parser.lastId().isEmpty()) {
            opened.putHeader("Last-Event-ID", parser.lastId());
        }
        opened.exceptionHandler(cause -> ended(attempt));
        opened.send().onSuccess(response -> read(response, attempt)).onFailure(cause -> ended(attempt));
    }

    private void heard(Event event) {
        if (awaySinceNanos >= 0 && !event.name().equals("disconnect")) {
            rig.outages().over(rig.nanos() - awaySinceNanos);
            awaySinceNanos = -1;
        }
        onEvent(event);
    }

    private void read(HttpClientResponse response, int attempt) {
        answered |= attempt == generation;
        response.exceptionHandler(cause -> ended(attempt));
        response.endHandler(end -> ended(attempt));
        if (response.statusCode() != 200) {
            rig.problem(name + ": a stream was answered with " + response.statusCode());
            return;
        }
        response.handler(bytes -> {
            if (attempt == generation) {
                lastByteNanos = rig.nanos();
                parser.feed(bytes);
            }
        });
    }

    private void closeWhenSilent() {
        if (rig.nanos() - lastByteNanos > Rig.SILENCE_MILLIS * 1_000_000) {
            drop();
            ended(generation);
        }
    }

    private void drop() {
        HttpClientRequest last = request;
        request = null;
        if (last != null) {
            last.reset();
        }
    }

    private void ended(int attempt) {
        if (attempt != generation || stopped) {
            return;
        }
        generation++;
        lastByteNanos = rig.nanos();
        if (parser.retryMillis() >= 0) {
            retryMillis = parser.retryMillis();
        }
        awaySinceNanos = awaySinceNanos < 0 ? lastByteNanos : awaySinceNanos;
        long wait = Math.max(1, patient ? retryMillis : retryMillis / 4);
        rig.vertx().setTimer(answered ? wait : rig.refused(entrance, wait), id -> connect());
    }
}
