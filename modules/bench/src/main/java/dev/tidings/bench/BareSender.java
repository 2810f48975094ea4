package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The least that can deliver: one thread which writes the same bytes to every connection at a fixed rate, one write each, and
 * does nothing else. What it takes is the machine's price, and no hub on it is faster. Thread-safe because its connections
 * are its thread's alone once that has started, and the rest is set before.
 */
final class BareSender implements AutoCloseable {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String HELLO = "event: connected\nid: bare-0\ndata: {\"recovered\":true}\n\n";
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final ServerSocketChannel server;
    private final int connections;
    private final Payload payload;
    private final List<SocketChannel> accepted = new ArrayList<>();
    private final Thread accepting;
    private volatile boolean closed;
    private @Nullable Thread sending;
    private volatile @Nullable IOException failure;

    /** Listens on a free port of loopback. */
    BareSender(int connections, int payloadBytes) throws IOException {
        this.connections = connections;
        this.payload = new Payload(payloadBytes);
        this.server = ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), connections);
        this.accepting = new Thread(this::accept, "bare-accept");
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) server.getLocalAddress();
    }

    /** Takes all connections, as they come. */
    void acceptAll() {
        accepting.start();
    }

    /** Sends from now on; when all are connected. */
    void send(int perSecond, long startNanos) throws IOException {
        join(accepting);
        Thread thread = new Thread(() -> run(perSecond, startNanos), "bare-send");
        sending = thread;
        thread.start();
    }

    /** The processor time of its thread. */
    double cpuSeconds() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw cause;
        }
        Thread thread = sending;
        return thread == null ? 0 : ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()) / 1e9;
    }

    private void accept() {
        try {
            while (accepted.size() < connections) {
                SocketChannel socket = server.accept();
                accepted.add(socket);
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                socket.write(ByteBuffer.wrap((HEAD + chunk(HELLO)).getBytes(US_ASCII)));
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void run(int perSecond, long startNanos) {
        try {
            long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
            long due = System.nanoTime() + interval;
            for (long number = 1; !closed; number++, due += interval) {
                LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
                ByteBuffer bytes = publication(number, due - startNanos);
                for (SocketChannel socket : accepted) {
                    socket.write(bytes.rewind());
                }
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException cause) {
        if (!closed) {
            failure = cause;
        }
    }

    private ByteBuffer publication(long number, long nanos) {
        byte[] data = new byte[payload.size()];
        payload.write(data, 0, number, nanos);
        String event =
                "id: bare-" + number + "\nevent: " + LoadRun.EVENT + "\ndata: " + new String(data, US_ASCII) + "\n\n";
        byte[] text = chunk(event).getBytes(US_ASCII);
        return ByteBuffer.allocateDirect(text.length).put(text);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (thread.isAlive()) {
            throw new IOException("waited too long for " + thread.getName());
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        join(accepting);
        for (SocketChannel socket : accepted) {
            socket.close();
        }
        if (sending != null) {
            join(sending);
        }
    }
}
