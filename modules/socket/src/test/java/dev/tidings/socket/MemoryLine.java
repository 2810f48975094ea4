package dev.tidings.socket;

import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A line that goes nowhere and notes what it carries. Owned by its event loop; read by its test when all is over. */
public class MemoryLine implements Line {

    public final List<String> said = new ArrayList<>(1);
    public final List<byte[]> delivered = new ArrayList<>();
    public int flushes;

    @Override
    public void deliver(FrameBatch batch, MessageFormat format) {
        for (Frame frame : batch.frames()) {
            delivered.add(frame.encoded(format.text()));
        }
    }

    @Override
    public void write(byte[]... parts) {
        StringBuilder text = new StringBuilder();
        for (byte[] part : parts) {
            text.append(new String(part, StandardCharsets.UTF_8));
        }
        said.add(text.toString());
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public boolean isWaiting() {
        return false;
    }

    @Override
    public boolean hasProgressed() {
        return false;
    }

    @Override
    public boolean isReading() {
        return true;
    }

    @Override
    public void read(boolean on) {}

    @Override
    public boolean isWatched() {
        return true;
    }

    @Override
    public void ping() {}

    @Override
    public void writeBinary(byte[] payload) {
        throw new UnsupportedOperationException("text only");
    }

    @Override
    public void close(int code, String reason) {}
}
