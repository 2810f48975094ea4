package dev.tidings.poller;

import dev.tidings.hub.MemoryHub;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** An HTTP server that answers as the test wants, down to the byte, on a free port of loopback. Owned by its test. */
final class FakeUpstream implements AutoCloseable {

    final List<String> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connects = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    private final Vertx vertx;
    private final NetServer server;
    private volatile BiConsumer<String, NetSocket> behaviour = (request, socket) -> socket.close();

    FakeUpstream(Vertx vertx) {
        this.vertx = vertx;
        server = vertx.createNetServer().connectHandler(this::connected);
        MemoryHub.await(server.listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    /** What happens to a request from now on. */
    FakeUpstream then(BiConsumer<String, NetSocket> next) {
        behaviour = next;
        return this;
    }

    /** Answers every request with this. */
    FakeUpstream thenAnswer(int status, String headers, String body) {
        return then((request, socket) -> socket.end(Buffer.buffer(answer(status, headers, body))));
    }

    /** Says that more comes than does, and breaks off. */
    FakeUpstream thenCutShort(String body) {
        return then((request, socket) -> socket.end(
                Buffer.buffer("HTTP/1.1 200 OK\r\nContent-Length: " + (body.length() + 10) + "\r\n\r\n" + body)));
    }

    /** Sends a byte now and then, for ever. */
    FakeUpstream thenDrip(long everyMillis) {
        return then((request, socket) -> {
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n[");
            long timer = vertx.setPeriodic(everyMillis, tick -> socket.write(" "));
            socket.closeHandler(gone -> {
                closed.incrementAndGet();
                vertx.cancelTimer(timer);
            });
        });
    }

    /** Sends as much as is taken, for ever. */
    FakeUpstream thenFlood() {
        return then((request, socket) -> {
            socket.closeHandler(gone -> closed.incrementAndGet());
            socket.write("HTTP/1.1 200 OK\r\n\r\n[");
            flood(socket, Buffer.buffer("0,".repeat(8_192)));
        });
    }

    /** One part after another, each when the one before is out, so that the test's own loop goes on. */
    private void flood(NetSocket socket, Buffer part) {
        socket.write(part).onSuccess(written -> vertx.runOnContext(next -> flood(socket, part)));
    }

    static String answer(int status, String headers, String body) {
        return "HTTP/1.1 " + status + " Any\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n" + headers + "\r\n" + body;
    }

    private void connected(NetSocket socket) {
        connects.incrementAndGet();
        StringBuilder head = new StringBuilder();
        socket.exceptionHandler(cause -> socket.close());
        socket.handler(part -> {
            head.append(part);
            if (head.indexOf("\r\n\r\n") >= 0) {
                requests.add(head.toString());
                String request = head.toString();
                head.setLength(0);
                behaviour.accept(request, socket);
            }
        });
    }

    @Override
    public void close() {
        MemoryHub.await(server.close());
    }
}
