package dev.tidings.sse;

import dev.tidings.hub.Loop;
import dev.tidings.sse.SseFormat.SseJoiner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The time, once a second, for all clock streams of one event loop: one timer, which runs while there is a stream, and one
 * encoding for all. Owned by that loop.
 */
final class ClockFeed {

    private static final long PERIOD_MILLIS = 1_000;

    /** As {@code Date.prototype.toISOString} writes it (ECMA-262 §21.4.1.32). */
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Loop loop;
    private final Set<ClockStream> readers = new LinkedHashSet<>();
    private Loop.@Nullable Timer timer;

    ClockFeed(Loop loop) {
        this.loop = loop;
    }

    void add(ClockStream reader) {
        readers.add(reader);
        if (timer == null) {
            scheduleNext();
        }
    }

    void remove(ClockStream reader) {
        if (readers.remove(reader) && readers.isEmpty() && timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** The time as JavaScript writes it. */
    static String text(long wallMillis) {
        return ISO.format(Instant.ofEpochMilli(wallMillis));
    }

    private void scheduleNext() {
        timer = loop.schedule(PERIOD_MILLIS - Math.floorMod(loop.wallMillis(), PERIOD_MILLIS), this::tick);
    }

    private void tick() {
        timer = null;
        byte[] event = EventText.event(null, null, text(loop.wallMillis()));
        ByteBuf chunked = framed(event, true);
        ByteBuf plain = framed(event, false);
        try {
            for (ClockStream reader : List.copyOf(readers)) {
                reader.tick((reader.isChunked() ? chunked : plain).retainedDuplicate());
            }
        } finally {
            chunked.release();
            plain.release();
        }
        if (!readers.isEmpty() && timer == null) {
            scheduleNext();
        }
    }

    private static ByteBuf framed(byte[] event, boolean inChunks) {
        SseJoiner joiner = SseFormat.NAMED.joiner(inChunks);
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(event.length + joiner.overhead(event.length));
        joiner.begin(out, event.length);
        out.writeBytes(event);
        joiner.end(out);
        return out;
    }
}
