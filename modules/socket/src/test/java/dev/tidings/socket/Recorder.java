package dev.tidings.socket;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes what a reader of frames says. Owned by its test. */
final class Recorder implements FrameReader.Sink {

    static final FrameLimits LIMITS = new FrameLimits(64 * 1024, 64 * 1024, 16, false);

    final List<String> events = new ArrayList<>();
    private final FrameReader reader;

    Recorder(FrameLimits limits) {
        reader = new FrameReader(limits, this);
    }

    /** What a reader with the limits of {@code /ws} says to these bytes. */
    static List<String> of(byte[]... pieces) {
        return new Recorder(LIMITS).read(pieces).events;
    }

    Recorder read(byte[]... pieces) {
        for (byte[] piece : pieces) {
            reader.read(Unpooled.copiedBuffer(piece));
        }
        return this;
    }

    @Override
    public void message(boolean text, byte[] payload) {
        String what = payload.length > 100 ? payload.length + " bytes" : new String(payload, StandardCharsets.UTF_8);
        events.add((text ? "text " : "binary ") + what);
    }

    @Override
    public void ping(byte[] payload) {
        events.add("ping " + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void closed(int code) {
        events.add("closed " + code);
    }

    @Override
    public void fault(int code, String reason) {
        events.add("fault " + code);
    }
}
