package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One event stream of the load generator, checked for order and holes by its offsets. Owned by the load loop. */
final class Subscriber implements Link, FrameScanner.Sink {

    private static final byte[] NOTHING = new byte[0];
    private static final int HEAD_LIMIT_BYTES = 16 * 1024;

    private final LoadLoop loop;
    private final FrameScanner scanner;
    private final Deliveries deliveries;
    private final long startNanos;
    private final byte[] request;
    private final ChunkDecoder chunks = new ChunkDecoder();

    private @Nullable SocketChannel channel;
    private byte[] rest = NOTHING;
    private StringBuilder head = new StringBuilder();
    private boolean headDone;
    private boolean live;
    private String livePosition = "";
    private long lastOffset = -1;
    private long readNanos;

    /**
     * @param startNanos the run's zero of time
     * @param resumeFrom the position to go on from, or empty for "from now on"
     */
    Subscriber(
            LoadLoop loop,
            FrameScanner scanner,
            Deliveries deliveries,
            long startNanos,
            String path,
            String resumeFrom) {
        this.loop = loop;
        this.scanner = scanner;
        this.deliveries = deliveries;
        this.startNanos = startNanos;
        String resume = resumeFrom.isEmpty() ? "" : "Last-Event-ID: " + resumeFrom + "\r\n";
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + resume
                        + "\r\n")
                .getBytes(US_ASCII);
    }

    /** Whether {@code connected} has come. */
    boolean live() {
        return live;
    }

    /** The position that {@code connected} gave; empty before it. */
    String livePosition() {
        return livePosition;
    }

    /** The offset of the last publication received; -1 before {@code connected}. */
    long lastOffset() {
        return lastOffset;
    }

    @Override
    public void connected(SocketChannel socket) throws IOException {
        channel = socket;
        if (socket.write(ByteBuffer.wrap(request)) != request.length) {
            throw new IOException("no room for a request of " + request.length + " bytes");
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
        if (headDone || readHead(in)) {
            readBody(in);
        }
    }

    private boolean readHead(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            head.append((char) in.get());
            int length = head.length();
            if (length >= 4 && head.charAt(length - 1) == '\n' && head.charAt(length - 3) == '\n') {
                String text = head.toString();
                if (!text.startsWith("HTTP/1.1 200")) {
                    throw new IOException("refused: " + text.lines().findFirst().orElse(""));
                }
                headDone = true;
                head = new StringBuilder(0);
                return true;
            }
            if (length > HEAD_LIMIT_BYTES) {
                throw new IOException("a response head of over " + HEAD_LIMIT_BYTES + " bytes");
            }
        }
        return false;
    }

    private void readBody(ByteBuffer in) {
        byte[] text = loop.scratch();
        System.arraycopy(rest, 0, text, 0, rest.length);
        int end = chunks.decode(in, text, rest.length);
        long before = deliveries.received();
        readNanos = System.nanoTime() - startNanos;
        int left = scanner.scan(text, end, this);
        rest = left == end ? NOTHING : Arrays.copyOfRange(text, left, end);
        if (deliveries.received() != before) {
            deliveries.read();
        }
    }

    @Override
    public void publication(long offset, byte[] text, int dataAt) {
        if (offset != lastOffset + 1) {
            deliveries.fault("after offset " + lastOffset + " came " + offset);
        }
        lastOffset = offset;
        long number = Payload.number(text, dataAt);
        deliveries.received(number, offset, readNanos - Payload.nanos(text, dataAt));
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
