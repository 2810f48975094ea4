package dev.tidings.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S20: who reaches the port of the event bus without a certificate of the cluster gets nothing and does nothing. */
class BusPortIT {

    @TempDir
    private static Path folder;

    private static ClusterMember member;
    private static Vertx vertx;
    private static int port;
    private static final AtomicInteger HEARD = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        ClusterAuthority authority = ClusterAuthority.in(folder, new SecureRandom());
        authority.admit("127.0.0.1");
        ClusterOptions options = TestMember.options(1, "", tls("127.0.0.1")).get(0);
        member = TestMember.await(ClusterMember.join(options, "guarded", ""));
        vertx = TestMember.await(member.vertx(new VertxOptions(), options));
        port = options.busPort();
        vertx.eventBus().consumer("victim", message -> HEARD.incrementAndGet());
    }

    @AfterAll
    static void stop() {
        TestMember.await(vertx.close());
        member.leave();
    }

    @Test
    void keysAreReadableByTheirOwnerOnly() throws IOException {
        for (String name : List.of("127.0.0.1-key.pem", "secret", "authority.p12")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void nodesWithCertificatesTalk() throws IOException {
        ClusterAuthority authority = ClusterAuthority.in(folder, new SecureRandom());
        authority.admit("localhost");
        List<ClusterOptions> options = TestMember.options(2, "", tls("127.0.0.1"));
        ClusterOptions second = options.get(1);
        ClusterMember a = TestMember.await(ClusterMember.join(options.get(0), "a", ""));
        Vertx first = TestMember.await(a.vertx(new VertxOptions(), options.get(0)));
        ClusterMember b = TestMember.await(ClusterMember.join(second, "b", ""));
        Vertx other = TestMember.await(b.vertx(
                new VertxOptions(),
                new ClusterOptions(
                        second.host(), second.port(), second.busPort(), second.members(), "", tls("localhost"))));
        try {
            TestMember.await(first.eventBus()
                    .consumer("echo", message -> message.reply(message.body()))
                    .completion());
            assertThat(TestMember.await(other.eventBus().request("echo", "hello"))
                            .body())
                    .isEqualTo("hello");
        } finally {
            TestMember.await(other.close());
            TestMember.await(first.close());
            b.leave();
            a.leave();
        }
    }

    /** A frame as the bus of a node without TLS would take it: {@code hello} for the address {@code victim}. */
    @Test
    void aPlainConnectionGetsNothing() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            // nothing more to come than what comes at once: it is not even closed before the time for a handshake is
            // over
            socket.setSoTimeout(5_000);
            OutputStream out = socket.getOutputStream();
            out.write(frame());
            out.flush();
            assertThat(readAll(socket.getInputStream()))
                    .as("no frame of the bus")
                    .doesNotContain("victim");
        }
        assertThat(HEARD).hasValue(0);
    }

    @Test
    void aConnectionWithoutACertificateGetsNothing() throws Exception {
        try (SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(60_000);
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getOutputStream().write(frame());
                        socket.getOutputStream().flush();
                        if (socket.getInputStream().read() < 0) {
                            throw new SocketException("closed");
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
        assertThat(HEARD).hasValue(0);
    }

    @Test
    void aHeaderThatAnnouncesTwoGibibytesReservesNothing() throws IOException {
        long before = usedAfterCollection();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array());
                for (int i = 0; i < 64; i++) {
                    out.write(new byte[64 * 1024]);
                }
            } catch (SocketException e) {
                assertThat(e).as("closed while it wrote").isNotNull();
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(usedAfterCollection() - before).isLessThan(4 << 20));
        }
    }

    private static ClusterOptions.Tls tls(String node) {
        return new ClusterOptions.Tls(
                folder.resolve(node + ".pem").toString(),
                folder.resolve(node + "-key.pem").toString(),
                folder.resolve(ClusterAuthority.CERTIFICATE).toString());
    }

    private static SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(folder.resolve(ClusterAuthority.CERTIFICATE))) {
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static byte[] frame() {
        byte[] address = "victim".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] sender = "stranger".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] body = "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int length = 1 + 1 + 1 + 4 + 4 + address.length + 4 + sender.length + 4 + 4 + body.length;
        return ByteBuffer.allocate(4 + length)
                .putInt(length)
                .put((byte) 1)
                .put((byte) 9)
                .put((byte) 0)
                .putInt(0)
                .putInt(address.length)
                .put(address)
                .putInt(sender.length)
                .put(sender)
                .putInt(4)
                .putInt(body.length)
                .put(body)
                .array();
    }

    private static String readAll(InputStream in) {
        try {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static long usedAfterCollection() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
