package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
                "auth: {keys: []} | auth: there is no such setting",
                "collections: {session: {}} | collections.session: expected a name",
            })
    void wrongConfigurationIsOneLineAndExitsWith78(String yaml, String reason) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), yaml);
        assertThat(run("serve", "--config", file.toString())).isEqualTo(78);
        assertThat(err.toString()).startsWith("tidings: ").contains(reason).matches("[^\\n]+\\n");
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
    void helpNamesOnlyWhatThereIs() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("serve", "publish", "tail", "check-config")
                .doesNotContain("token ");
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
