package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.await;
import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS lies below the encoder, so that what is written there is still encrypted. */
class TlsTest {

    private static final char[] PASSWORD = "not-secret".toCharArray();

    /** The first handshake of a process takes more than the usual ten seconds where the machine is busy. */
    private static final ListenerLimits PATIENT =
            new ListenerLimits(8192, 16384, 60_000, 60_000, 60_000, 60_000, 100, ClientLimits.DEFAULT, 50);

    @TempDir
    Path folder;

    private ListenerSettings.Tls certificate() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return new ListenerSettings.Tls(
                pem("CERTIFICATE", keys.getCertificate("a").getEncoded()),
                pem("PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded()));
    }

    private String pem(String kind, byte[] der) throws IOException {
        String text = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
        return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), text)
                .toString();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void streamsEncrypted(HttpVersion version) throws IOException, InterruptedException, GeneralSecurityException {
        ListenerSettings settings =
                new ListenerSettings("127.0.0.1", 0, certificate(), false, true, List.of(), PATIENT);
        try (EdgeNode node = new EdgeNode(settings, Border.development(), operation(HttpMethod.GET, "/s", exchange -> {
            BodyStream stream = exchange.stream(200);
            assertThat(stream.isChunked()).isEqualTo(version == HttpVersion.HTTP_1_1);
            for (int i = 0; i < 100; i++) {
                stream.write(("line " + i + "\n").getBytes(StandardCharsets.US_ASCII));
                stream.flush();
            }
            stream.end();
        }))) {
            HttpClient client = node.vertx.createHttpClient(new HttpClientOptions()
                    .setSsl(true)
                    .setTrustAll(true)
                    .setSslHandshakeTimeout(55)
                    .setVerifyHost(false)
                    .setUseAlpn(true)
                    .setProtocolVersion(version));
            Buffer body = await(client.request(new RequestOptions()
                            .setHost("localhost")
                            .setPort(node.port())
                            .setURI("/s"))
                    .compose(HttpClientRequest::send)
                    .compose(response -> {
                        assertThat(response.version()).isEqualTo(version);
                        return response.body();
                    }));
            assertThat(body.toString().lines())
                    .hasSize(100)
                    .startsWith("line 0")
                    .endsWith("line 99");
            await(client.close());
        }
    }

    @Test
    void carriesWhatLeftHttpEncrypted() throws IOException, InterruptedException, GeneralSecurityException {
        ListenerSettings settings =
                new ListenerSettings("127.0.0.1", 0, certificate(), false, true, List.of(), PATIENT);
        SSLContext trusting = SSLContext.getInstance("TLS");
        KeyStore known = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
            known.load(in, PASSWORD);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        trusting.init(null, trust.getTrustManagers(), null);
        try (EdgeNode node = new EdgeNode(
                        settings,
                        Border.development(),
                        operation(HttpMethod.GET, "/up", exchange -> exchange.upgrade("bye", Farewell::new)));
                Socket socket = trusting.getSocketFactory().createSocket("127.0.0.1", node.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write("GET /up HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: bye\r\n\r\n?"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 101 ")
                    .endsWith("\r\n\r\nhello, bye");
        }
    }

    /** Greets, and says goodbye to the first bytes that come. */
    private record Farewell(Duplex duplex) implements Duplex.Receiver {

        Farewell {
            duplex.write(Unpooled.copiedBuffer("hello, ", StandardCharsets.US_ASCII));
        }

        @Override
        public void received(ByteBuf bytes) {
            duplex.write(Unpooled.copiedBuffer("bye", StandardCharsets.US_ASCII));
            duplex.close();
        }

        @Override
        public void writable() {}

        @Override
        public void closed() {}
    }

    @Test
    void speaksNoHttp2WithoutTls() {
        try (EdgeNode node = new EdgeNode(ListenerSettings.development(0), Border.development());
                RawClient client = node.connect()) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(client.everything()).doesNotContain("HTTP/1.1 200").doesNotContain("\u0000");
        }
    }
}
