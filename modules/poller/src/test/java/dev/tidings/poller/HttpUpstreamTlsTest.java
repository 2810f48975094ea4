package dev.tidings.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidings.hub.MemoryHub;
import dev.tidings.hub.VertxLoop;
import dev.tidings.model.ChannelName;
import dev.tidings.poller.PollSettings.Form;
import dev.tidings.poller.Upstream.Answer;
import dev.tidings.poller.Upstream.Validators;
import dev.tidings.poller.UpstreamFault.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection goes to the address that was checked, the certificate must be that of the name. */
class HttpUpstreamTlsTest {

    private static final String PASSWORD = "not-secret";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private HttpServer server;
    private PfxOptions store;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        Path file = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "shop",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=shop.test",
                        "-ext",
                        "SAN=dns:shop.test",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        store = new PfxOptions().setPath(file.toString()).setPassword(PASSWORD);
        server = MemoryHub.await(
                vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(store))
                        .requestHandler(request -> request.response().end("[]"))
                        .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void close() {
        MemoryHub.await(vertx.close());
    }

    @Test
    void theNameOfTheUrlIsTheOneThatTheCertificateMustBear() {
        HttpClient trusting = vertx.createHttpClient(HttpUpstream.options().setTrustOptions(store));
        // the first handshake of a process may take more than a source gives it, on a busy machine
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> MemoryHub.await(asked("shop.test", trusting)) instanceof Answer.Whole);
        assertThat(refusal("other.test", trusting)).isEqualTo(Reason.CONNECTION);
        assertThat(refusal("127.0.0.1", trusting)).isEqualTo(Reason.CONNECTION);
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() {
        assertThat(refusal("shop.test", vertx.createHttpClient(HttpUpstream.options())))
                .isEqualTo(Reason.CONNECTION);
    }

    private Reason refusal(String host, HttpClient client) {
        Throwable thrown = catchThrowable(() -> MemoryHub.await(asked(host, client)));
        assertThat(thrown).hasCauseInstanceOf(UpstreamFault.class);
        return ((UpstreamFault) thrown.getCause()).reason();
    }

    private Future<Answer> asked(String host, HttpClient client) {
        PollSettings settings = new PollSettings(
                "shop",
                new ChannelName("pets"),
                UpstreamUrl.parse("https://" + host + ':' + server.actualPort() + '/'),
                "",
                "",
                Form.LIST,
                "/id",
                1_000,
                1_000,
                false,
                30_000,
                65_536,
                50,
                List.of(Cidr.parse("127.0.0.1")));
        Resolver resolver = name -> Future.succeededFuture(List.of(InetAddress.getLoopbackAddress()));
        Promise<Answer> answer = Promise.promise();
        context.runOnContext(now -> new HttpUpstream(settings, client, resolver, new VertxLoop(vertx, context))
                .ask(Validators.NONE)
                .onComplete(answer));
        return answer.future();
    }
}
