package dev.tidings.log.redis;

import static dev.tidings.log.LogDriver.await;
import static dev.tidings.log.LogDriver.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.log.ChannelSettings;
import dev.tidings.log.Fence;
import dev.tidings.log.Items;
import dev.tidings.log.LogDriver;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Kind;
import dev.tidings.verify.FreePorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may reach the store, how, and with which commands (S21). */
class RedisAccessTest {

    private static final ChannelName TASKS = Items.channel("tasks");
    private static final char[] STORE_PASSWORD = "not-secret".toCharArray();

    @TempDir
    Path folder;

    private Vertx vertx;

    @BeforeEach
    void begin() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void end() {
        await(vertx.close());
    }

    /** The rights are those that docs/redis-log.md names. */
    @Test
    void aUserWithOnlyTheDocumentedRightsCanDoEverything() throws Exception {
        List<String> settings = new ArrayList<>(List.of("--user", "default", "off"));
        settings.addAll(List.of("--user", "admin", "on", ">hidden", "~*", "&*", "+@all"));
        settings.addAll(List.of("--user"));
        settings.addAll(documentedUser());
        try (RedisServer server = RedisServer.start(folder.resolve("redis"), settings.toArray(String[]::new))) {
            RedisLogOptions options = RedisLogOptions.of(server.endpoint())
                    .as("tidings", "secret")
                    .with(new RedisLogOptions.Upkeep(3_600_000, 1, 0));
            ChannelSettings brief = new ChannelSettings(Kind.LOG, 100, 1);
            RedisLog log = await(Logs.tryOpen(
                    vertx, options, channel -> channel.equals(TASKS) ? ChannelSettings.DEFAULT : brief, null));
            doEverything(log);
            await(log.close());
            assertThat(admin(server, "ACL", "LOG")).isEmpty();

            assertThat(failureOf(Logs.tryOpen(vertx, options.as("tidings", "wrong"))))
                    .hasMessageContaining("WRONGPASS");
            assertThat(admin(server, "ACL", "LOG")).contains("auth");
        }
    }

    private static List<String> documentedUser() throws IOException {
        String page = Files.readString(Path.of("../../docs/redis-log.md"));
        Matcher line = Pattern.compile("(?m)^user (tidings on .*)$").matcher(page);
        assertThat(line.find()).as("the documentation names the rights").isTrue();
        return Arrays.asList(line.group(1).replace(">PASSWORD", ">secret").split(" "));
    }

    private static void doEverything(RedisLog log) {
        LogDriver driver = new LogDriver(log);
        driver.appended(Items.publish(TASKS, 1, 2));
        driver.appended(Items.keyed(Items.fenced(Items.create(TASKS, "a", 1), new Fence("poll", 5)), "key", "hash"));
        driver.one(Items.keyed(Items.create(TASKS, "a", 1), "key", "hash"));
        driver.one(Items.create(TASKS, "a", 1));
        driver.appended(Items.remove(TASKS, "a", 1));
        driver.appended(Items.create(TASKS, "b", 1));
        for (int i = 0; i < 20; i++) {
            driver.appended(Items.publish(Items.besides(TASKS), i));
        }
        assertThat(driver.offsets(TASKS)).hasSize(5);
        assertThat(driver.read(TASKS, -1).entries()).hasSize(5);
        assertThat(driver.scan(TASKS, 1)).hasSize(1);
        assertThat(driver.document(TASKS, "a").version()).isEqualTo(2);
        assertThat(driver.index(TASKS, 0).entries()).hasSize(25);
        assertThat(await(Logs.adopt(log, driver.state(TASKS), false)).carriedOut())
                .isTrue();
        await(log.sweep());
        assertThat(driver.read(Items.besides(TASKS)).head()).as("reclaimed").isZero();
    }

    private static String admin(RedisServer server, String... command) {
        List<String> arguments = new ArrayList<>(List.of("--user", "admin", "--pass", "hidden", "--no-auth-warning"));
        arguments.addAll(List.of(command));
        return server.run(arguments.toArray(String[]::new));
    }

    @Test
    void speaksTlsWithAServerThatItsAuthoritiesVouchFor() throws Exception {
        Path certificate = certificate();
        int port = FreePorts.one();
        try (RedisServer server = RedisServer.start(
                folder.resolve("redis"),
                "--tls-port",
                String.valueOf(port),
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                folder.resolve("PRIVATE-KEY.pem").toString(),
                "--tls-auth-clients",
                "no")) {
            assertThat(server.run("PING")).isEqualTo("PONG");
            RedisLogOptions plain = RedisLogOptions.of(new Endpoint("localhost", port));
            RedisLog log = Logs.open(vertx, plain.over(new RedisLogOptions.Tls(certificate.toString())));
            assertThat(new LogDriver(log).appended(Items.publish(TASKS, 1)).head())
                    .isEqualTo(1);
            await(log.close());
            assertThat(failureOf(Logs.tryOpen(vertx, plain.over(new RedisLogOptions.Tls("")))))
                    .as("an authority that Java does not know")
                    .hasMessageContaining("localhost:" + port);
        }
    }

    private Path certificate() throws IOException, InterruptedException, GeneralSecurityException {
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
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(STORE_PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        pem("PRIVATE KEY", keys.getKey("a", STORE_PASSWORD).getEncoded());
        return pem("CERTIFICATE", keys.getCertificate("a").getEncoded());
    }

    private Path pem(String kind, byte[] der) throws IOException {
        String text = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
        return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), text);
    }

    @Test
    void aServerBeyondLoopbackNeedsAPassword() {
        RedisLogOptions near = RedisLogOptions.of(new Endpoint("127.0.0.1", 6_379));
        assertThatThrownBy(() -> RedisLogOptions.of(new Endpoint("10.0.0.7", 6_379)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("password");
        assertThatThrownBy(() -> near.as("tidings", "")).hasMessageContaining("password");
        assertThat(near.as("tidings", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void readsEndpointsAsPeopleWriteThem() {
        assertThat(Endpoint.parse("redis.example")).isEqualTo(new Endpoint("redis.example", 6_379));
        assertThat(Endpoint.parse("10.0.0.7:7000")).isEqualTo(new Endpoint("10.0.0.7", 7_000));
        assertThat(Endpoint.parse("[::1]:7000")).isEqualTo(new Endpoint("::1", 7_000));
        assertThat(Endpoint.parse("[::1]").isLoopback()).isTrue();
        assertThat(new Endpoint("::1", 7_000)).hasToString("[::1]:7000");
        for (String wrong : List.of("", ":7000", "host:", "host:0", "host:70000", "host:x")) {
            assertThatThrownBy(() -> Endpoint.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
