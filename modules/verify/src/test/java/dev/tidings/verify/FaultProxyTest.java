package dev.tidings.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

    private static final int SILENCE_MILLIS = 300;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private FaultProxy proxy;
    private Socket socket;

    @BeforeEach
    void connectToAnEcho() throws Exception {
        NetServer echo = get(vertx.createNetServer()
                .connectHandler((NetSocket peer) -> peer.handler(peer::write))
                .listen(0, "127.0.0.1"));
        proxy = new FaultProxy(vertx, SocketAddress.inetSocketAddress(echo.actualPort(), "127.0.0.1"));
        socket = new Socket(InetAddress.getLoopbackAddress(), get(proxy.start()));
        socket.setSoTimeout(60_000);
        assertThat(echoed('a')).isEqualTo('a');
    }

    @AfterEach
    void close() throws Exception {
        socket.close();
        get(proxy.stop());
        get(vertx.close());
    }

    @Test
    void cutsAConnection() {
        vertx.runOnContext(run -> proxy.cut(17));

        assertThatThrownBy(() -> {
                    if (socket.getInputStream().read() < 0) {
                        throw new IOException("closed");
                    }
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
        await().until(() -> proxy.connections() == 0);
    }

    /** As when a server answers and closes: what waits in the proxy for a slow reader is still to arrive. */
    @Test
    void losesNothingThatWasSaidBeforeTheEnd() throws Exception {
        int length = 4_000_000;
        NetServer talker = get(vertx.createNetServer()
                .connectHandler((NetSocket peer) -> peer.end(Buffer.buffer(new byte[length])))
                .listen(0, "127.0.0.1"));
        FaultProxy before = new FaultProxy(vertx, SocketAddress.inetSocketAddress(talker.actualPort(), "127.0.0.1"));
        try (Socket reader = new Socket(InetAddress.getLoopbackAddress(), get(before.start()))) {
            reader.setSoTimeout(60_000);
            InputStream in = reader.getInputStream();
            int first = in.readNBytes(1_000_000).length;
            vertx.runOnContext(run -> before.stall(0, SILENCE_MILLIS));
            awaitLoop();

            assertThat(first + in.readAllBytes().length).isEqualTo(length);
        }
        get(before.stop());
    }

    @Test
    void stallsAndThenLosesNothing() throws Exception {
        long begin = System.nanoTime();
        vertx.runOnContext(run -> proxy.stall(0, SILENCE_MILLIS));
        awaitLoop();

        assertThat(echoed('b')).isEqualTo('b');
        assertThat((System.nanoTime() - begin) / 1_000_000).isGreaterThanOrEqualTo(SILENCE_MILLIS);
    }

    @Test
    void letsNobodyThroughWhileItIsUnreachableAndThenEverybody() throws Exception {
        vertx.runOnContext(run -> proxy.setUnreachable(true));
        awaitLoop();
        socket.getOutputStream().write('b');
        assertThat(silent()).isTrue();
        try (Socket late = new Socket(socket.getInetAddress(), socket.getPort())) {
            late.setSoTimeout(60_000);
            await().until(() -> late.isConnected());
            vertx.runOnContext(run -> proxy.setUnreachable(false));
            assertThat(socket.getInputStream().read()).isEqualTo('b');
            assertThat(proxy.connections()).isPositive();
        }
    }

    @Test
    void throttlesAndThenLosesNothing() throws Exception {
        vertx.runOnContext(run -> proxy.throttle(0, SILENCE_MILLIS));
        awaitLoop();
        socket.getOutputStream().write(new byte[100_000]);

        assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
    }

    @Test
    void swallowsAndLeavesOpen() throws Exception {
        vertx.runOnContext(run -> proxy.blackHole(0));
        awaitLoop();
        socket.getOutputStream().write('b');

        assertThat(silent()).isTrue();
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void refusesUpgradesAndNothingElse() throws Exception {
        vertx.runOnContext(run -> proxy.obey(new FaultProxy.Rules(true, 0, 0)));
        awaitLoop();
        assertThat(echoed('b')).isEqualTo('b');
        socket.getOutputStream()
                .write("GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 403 ");
    }

    @Test
    void letsNoConnectionLiveLonger() throws Exception {
        vertx.runOnContext(run -> proxy.obey(new FaultProxy.Rules(false, 0, SILENCE_MILLIS)));

        assertThatThrownBy(() -> {
                    if (socket.getInputStream().read() < 0) {
                        throw new IOException("closed");
                    }
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void holdsBackTheBeginningOfAStreamAndGivesItUpWhenTold() throws Exception {
        String stream = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n";
        vertx.runOnContext(run -> proxy.obey(new FaultProxy.Rules(false, 65_536, 0)));
        awaitLoop();
        socket.getOutputStream().write(stream.getBytes(StandardCharsets.US_ASCII));
        assertThat(silent()).isTrue();
        vertx.runOnContext(run -> proxy.obey(FaultProxy.Rules.NONE));

        assertThat(new String(socket.getInputStream().readNBytes(stream.length()), StandardCharsets.US_ASCII))
                .isEqualTo(stream);
    }

    private int echoed(char c) throws IOException {
        socket.getOutputStream().write(c);
        return socket.getInputStream().read();
    }

    private boolean silent() throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        InputStream in = socket.getInputStream();
        try {
            return in.read() < -1;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(60_000);
        }
    }

    private void awaitLoop() throws Exception {
        get(Future.future(promise -> vertx.runOnContext(run -> promise.complete())));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
