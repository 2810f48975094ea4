package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line says and exits with, where no server is needed. */
class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "srve | there is no command 'srve'; the nearest is 'serve'",
                "chekc-config | there is no command 'chekc-config'; the nearest is 'check-config'",
                "'' | a command is missing",
                "serve --prot 1 | --prot",
                "serve --port | --port",
                "publish | CHANNEL",
                "publish not/a/channel 1 | not a channel's name",
                "publish chat:1 hello | DATA: not JSON",
                "publish chat:1 1 --url ftp://x | --url: expected http://HOST:PORT",
                "tail | CHANNEL",
                "tail a b --since abcdefghijkl-7 | --since: a position belongs to one channel",
                "tail a --since yesterday | --since: expected a position",
                "check-config | FILE",
                "token | --sub",
                "token --sub ada --subscribe chat* | --subscribe: expected a name",
                "token --sub ada --ttl soon | --ttl: expected a time",
            })
    void wrongUseIsOneLineAndExitsWithTwo(String line, String reason) {
        int exitCode = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(err.toString()).startsWith("tidings: ").contains(reason).matches("[^\\n]+\\n");
        assertThat(exitCode).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listen: {prot: 1} | the nearest is listen.port",
                "listen: {port: -1} | listen.port: expected an integer",
                "listen: {host: 0.0.0.0} | set listen.host to 127.0.0.1",
                "listen: {host: '[::]'} | listen.host: expected",
                "listen: {host: '::'} | set listen.host to 127.0.0.1",
                "admin: {host: 10.0.0.1} | set admin.host to 127.0.0.1",
                "origins: ['*'] | origins: expected",
                "origins: ['https://a.example/path'] | origins: expected",
                "drain: 10 | drain: expected a time",
                "limits: {bodyBytes: 0} | limits.bodyBytes: expected a size",
                "history: {publications: 0} | history.publications: expected an integer",
                "listen: {tls: {key: k.pem}} | listen.tls: expected both",
                "listen: {tls: {key: k.pem, certificate: c.pem}} | expected a readable file",
                "auth: {keys: []} | auth.keys: expected names",
                "auth: {keys: {main: short}} | auth.keys.main: expected a secret of at least 32 bytes",
                "auth: {keys: {main: 7}} | auth.keys.main: expected a text",
                "auth: {keys: {main: '${env:NO_SUCH_SECRET}'}} | auth.keys.main: expected the environment variable",
                "auth: {session: {key: short-secret}} | auth.session.key: expected a secret of at least 32 bytes, found something else",
                "auth: {users: {ada: {password: x}}} | auth.users.ada.password: expected a hash",
                "auth: {anonymous: {subscribe: ['chat*']}} | auth.anonymous.subscribe: expected a list of patterns",
                "auth: {anonymous: {publish: ['*']}} | auth.anonymous.publish: there is no such setting",
                "namespaces: {tidings: {}} | namespaces.tidings: expected the part",
                "collections: {'tidings:x': {}} | collections.tidings:x: expected a name",
                "collections: {session: {}} | collections.session: expected a name",
            })
    void wrongConfigurationIsOneLineAndExitsWith78(String yaml, String reason) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), yaml);
        assertThat(run("serve", "--config", file.toString())).isEqualTo(78);
        assertThat(err.toString()).startsWith("tidings: ").contains(reason).matches("[^\\n]+\\n");
    }

    /** What would carry passwords and tokens over a network for everybody to read is said to be meant so, or does not start. */
    @Test
    void aPublicAddressWithoutTlsIsOneLineAndExitsWith78() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "a secret of more than thirty-two bytes");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        String keys = "auth: {keys: {main: '${file:" + secret + "}'}}\n";
        Path file = Files.writeString(folder.resolve("public.yaml"), keys + "listen: {host: 10.0.0.1}");
        assertThat(run("serve", "--config", file.toString())).isEqualTo(78);
        assertThat(err.toString())
                .startsWith("tidings: listen.host: expected listen.tls beyond loopback, or listen.proxies")
                .contains("listen.privateNetwork: true")
                .matches("[^\\n]+\\n");
        for (String way : List.of("proxies: [10.0.0.2]", "privateNetwork: true")) {
            Files.writeString(file, keys + "listen: {host: 10.0.0.1, " + way + "}");
            assertThat(run("check-config", file.toString())).as(way).isZero();
        }
        Files.writeString(file, keys + "listeners: {e: {port: 1, bridges: [sse], host: 10.0.0.1}}");
        assertThat(run("check-config", file.toString())).isEqualTo(78);
        assertThat(err.toString()).contains("listeners.e.host: expected listeners.e.tls beyond loopback");
    }

    @Test
    void checkConfigNamesEverythingThatIsWrong() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "{drain: x, heartbeat: x}");
        assertThat(run("check-config", file.toString())).isEqualTo(78);
        assertThat(err.toString().lines()).hasSize(2);
    }

    @Test
    void checkConfigAcceptsWhatIsRight() throws IOException {
        Path file = Files.writeString(folder.resolve("good.yaml"), "{drain: 1s}");
        assertThat(run("check-config", file.toString())).isZero();
        assertThat(out.toString()).isEqualTo(file + ": ok\n");
    }

    @Test
    void aTokenIsAllThatIsPrinted() throws IOException {
        Path data = folder.resolve("data");
        assertThat(run("token", "--sub", "ada", "--subscribe", "inbox:{sub}", "--data", data.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+\\n");
        assertThat(new String(
                        Base64.getUrlDecoder().decode(out.toString().split("\\.", -1)[1]), StandardCharsets.UTF_8))
                .contains("\"sub\":\"ada\"", "\"subscribe\":[\"inbox:{sub}\"]");
        Path key = data.resolve("development.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        String first = Files.readString(key);
        assertThat(run("token", "--sub", "ada", "--data", data.toString())).isZero();
        assertThat(Files.readString(key)).isEqualTo(first);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("token", "--sub", "ada", "--data", data.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("can be read by others").doesNotContain(first.strip());
    }

    @Test
    void checkConfigWarnsOfSecretsInTheFile() throws IOException {
        String secret = "a-secret-of-more-than-thirty-two-bytes";
        Path file = Files.writeString(folder.resolve("literal.yaml"), "auth: {keys: {main: " + secret + "}}");
        assertThat(run("check-config", file.toString())).isZero();
        assertThat(err.toString())
                .startsWith("tidings: auth.keys.main: a secret stands in ")
                .doesNotContain(secret)
                .hasLineCount(1);
        assertThat(run("token", "--sub", "ada", "--config", file.toString())).isZero();
        assertThat(new String(Base64.getUrlDecoder().decode(lastWord().split("\\.", -1)[0]), StandardCharsets.UTF_8))
                .contains("\"kid\":\"main\"", "\"alg\":\"HS256\"");
    }

    private String lastWord() {
        return out.toString().strip().replaceFirst("(?s).*\\s", "");
    }

    @Test
    void makesWhatGuardsACluster() {
        assertThat(run("cluster", "init", folder.toString(), "--nodes", "10.0.0.1,hub-b"))
                .isZero();
        assertThat(folder.toFile().list())
                .contains("secret", "authority.pem", "10.0.0.1.pem", "10.0.0.1-key.pem", "hub-b.pem", "hub-b-key.pem");
        assertThat(out.toString()).contains("host: 10.0.0.1", "hub-b-key.pem");
        assertThat(run("cluster", "init", folder.toString(), "--nodes", "../b")).isEqualTo(2);
        assertThat(err.toString()).contains("'../b' is no host name or address");
    }

    @Test
    void helpNamesOnlyWhatThereIs() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("serve", "publish", "tail", "token", "hash-password", "check-config");
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("tidings ");
    }

    @Test
    void aHubThatIsNotThereIsSaidInOneLine() {
        assertThat(run("publish", "chat:1", "1", "--url", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString())
                .contains("the hub at http://127.0.0.1:1 can't be reached")
                .matches("[^\\n]+\\n");
    }

    private int run(String... arguments) {
        return Tidings.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
