package dev.tidings.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Objects;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber of the load generator, checked for order and holes by its offsets. Owned by the load loop.
 *
 * <p>It has the kernel delay its acknowledgements (RFC 9293 §3.8.6.3): one for each read, as is Linux's way with who only
 * listens, takes as long as the read, and from the hub's core too.
 */
final class Subscriber implements Link, FrameScanner.Sink {

    private static final byte[] NOTHING = new byte[0];
    /** The kernel falls back into its way after a pause. */
    private static final int READS_BETWEEN_DELAYS = 16;

    private static final int HEAD_LIMIT_BYTES = 16 * 1024;

    private final LoadLoop loop;
    private final Wire wire;
    private final Deliveries deliveries;
    private final long startNanos;

    private @Nullable SocketChannel channel;
    private byte[] rest = NOTHING;
    private StringBuilder head = new StringBuilder();
    private boolean headDone;
    private boolean live;
    private boolean asked;
    private String livePosition = "";
    private long lastOffset = -1;
    private long readNanos;
    private boolean canDelay;
    private int readsToDelay;

    /** @param startNanos the run's zero of time */
    Subscriber(LoadLoop loop, Wire wire, Deliveries deliveries, long startNanos) {
        this.loop = loop;
        this.wire = wire;
        this.deliveries = deliveries;
        this.startNanos = startNanos;
    }

    /** Whether the hub has said where it begins. */
    boolean live() {
        return live;
    }

    /** The position that it began at; empty before. */
    String livePosition() {
        return livePosition;
    }

    /** The offset of the last publication received; -1 before it was told where it begins. */
    long lastOffset() {
        return lastOffset;
    }

    @Override
    public void connected(SocketChannel socket) throws IOException {
        channel = socket;
        canDelay = socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
        send(wire.request());
    }

    private void send(byte[] bytes) throws IOException {
        if (bytes.length > 0 && Objects.requireNonNull(channel).write(ByteBuffer.wrap(bytes)) != bytes.length) {
            throw new IOException("no room for " + bytes.length + " bytes");
        }
    }

    @Override
    public void readable() throws IOException {
        ByteBuffer in = loop.readBuffer().clear();
        int count = Objects.requireNonNull(channel).read(in);
        if (count < 0) {
            throw new EOFException("the hub ended a stream at offset " + lastOffset);
        }
        in.flip();
        delayAcknowledgements();
        if (headDone || readHead(in)) {
            readBody(in);
        }
    }

    private void delayAcknowledgements() throws IOException {
        if (canDelay && --readsToDelay < 0) {
            readsToDelay = READS_BETWEEN_DELAYS;
            Objects.requireNonNull(channel).setOption(ExtendedSocketOptions.TCP_QUICKACK, false);
        }
    }

    private boolean readHead(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            head.append((char) in.get());
            int length = head.length();
            if (length >= 4 && head.charAt(length - 1) == '\n' && head.charAt(length - 3) == '\n') {
                String text = head.toString();
                if (!text.startsWith(wire.granted())) {
                    throw new IOException("refused: " + text.lines().findFirst().orElse(""));
                }
                headDone = true;
                head = new StringBuilder(0);
                send(wire.hello());
                return true;
            }
            if (length > HEAD_LIMIT_BYTES) {
                throw new IOException("a response head of over " + HEAD_LIMIT_BYTES + " bytes");
            }
        }
        return false;
    }

    private void readBody(ByteBuffer in) throws IOException {
        byte[] text = loop.scratch();
        System.arraycopy(rest, 0, text, 0, rest.length);
        int end = wire.decode(in, text, rest.length);
        long before = deliveries.received();
        readNanos = System.nanoTime() - startNanos;
        int left = wire.scan(text, end, this);
        rest = left == end ? NOTHING : Arrays.copyOfRange(text, left, end);
        if (deliveries.received() != before) {
            deliveries.read();
        }
        if (asked) {
            asked = false;
            send(wire.alive());
        }
        send(wire.answer());
    }

    @Override
    public void publication(long offset, long number, long nanos) {
        if (offset != lastOffset + 1) {
            deliveries.fault("after offset " + lastOffset + " came " + offset);
        }
        lastOffset = offset;
        deliveries.received(number, offset, readNanos - nanos);
    }

    @Override
    public void other(String event, String id, String data) {
        if (event.equals("connected")) {
            int hyphen = id.lastIndexOf('-');
            lastOffset = hyphen < 0 ? -1 : Long.parseLong(id.substring(hyphen + 1));
            live = true;
            livePosition = id;
            if (!data.contains("\"recovered\":true")) {
                deliveries.fault("not recovered: " + data);
            }
        } else if (event.equals("heartbeat")) {
            asked = true;
        } else {
            deliveries.fault("unexpected event '" + event + "': " + data);
        }
    }

    @Override
    public void failed(IOException cause) {
        live = false;
        deliveries.fault(cause.toString());
    }
}
