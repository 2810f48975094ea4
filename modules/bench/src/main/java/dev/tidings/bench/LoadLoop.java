package dev.tidings.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One thread, one selector, one read buffer for thousands of connections. Owned by the thread that calls {@link #runUntil};
 * all its links are used there and nowhere else.
 *
 * <p>It looks at its connections in turns and rests in between, unless there is much to read. Were it to wait for the next
 * bytes, the hub would wake it with almost every write, at the cost of both: that is no part of what is measured, since real
 * clients are on other machines.
 */
final class LoadLoop implements AutoCloseable {

    /** As much as is read from one connection before the next has its turn. */
    static final int READ_BYTES = 256 * 1024;

    /** So long a message may lie unread, which counts as its latency. */
    private static final long REST_NANOS = 250_000;

    /** Where so many had something to read, the next turn comes without a rest. */
    private static final int BUSY = 128;

    private final Selector selector;
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] scratch = new byte[2 * READ_BYTES];

    LoadLoop() throws IOException {
        this.selector = Selector.open();
    }

    /** Opens a connection to {@code hub} for {@code link}, which hears of it by {@link Link#connected}. */
    void connect(Link link, InetSocketAddress hub) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean done = channel.connect(hub);
        channel.register(selector, done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, link);
        if (done) {
            link.connected(channel);
        }
    }

    /** The one read buffer; whoever reads empties it before returning. */
    ByteBuffer readBuffer() {
        return readBuffer;
    }

    /** Room for the text of one read and what was left of the last. */
    byte[] scratch() {
        return scratch;
    }

    /** Serves the connections until {@code done}, asking it at least each millisecond, or until the deadline. */
    boolean runUntil(BooleanSupplier done, long deadlineNanos) throws IOException {
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos >= 0) {
                return false;
            }
            if (selector.selectNow(LoadLoop::serve) < BUSY) {
                LockSupport.parkNanos(REST_NANOS);
            }
        }
        return true;
    }

    private static void serve(SelectionKey key) {
        Link link = (Link) key.attachment();
        try {
            if (key.isConnectable()) {
                SocketChannel channel = (SocketChannel) key.channel();
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                link.connected(channel);
            } else if (key.isReadable()) {
                link.readable();
            }
        } catch (IOException e) {
            key.cancel();
            link.failed(e);
        }
    }

    @Override
    public void close() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
