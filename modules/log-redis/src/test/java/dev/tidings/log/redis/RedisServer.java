package dev.tidings.log.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.verify.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real redis-server on loopback with a folder of its own. Owned by the test that starts it, which closes it.
 *
 * <p>It keeps nothing unless the test says how.
 */
public final class RedisServer implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final List<String> settings;
    private Process process;

    private RedisServer(Path folder, int port, List<String> settings) {
        this.folder = folder;
        this.port = port;
        this.settings = settings;
    }

    /** Starts one in a folder; settings are as on its command line. */
    public static RedisServer start(Path folder, String... settings) throws IOException {
        Files.createDirectories(folder);
        RedisServer server = new RedisServer(folder, FreePorts.one(), List.of(settings));
        server.start();
        return server;
    }

    /** Starts a sentinel that works as its file says. */
    public static RedisServer sentinel(Path folder, Path configuration) throws IOException {
        Files.createDirectories(folder);
        RedisServer server = new RedisServer(folder, FreePorts.one(), List.of());
        server.start(List.of("redis-server", configuration.toString(), "--sentinel"));
        return server;
    }

    /** Starts it again, with what its folder holds, and waits until it answers. */
    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        command.addAll(List.of("--save", "", "--loglevel", "warning", "--repl-diskless-sync-delay", "0"));
        command.addAll(settings);
        start(command);
    }

    private void start(List<String> begun) throws IOException {
        List<String> command = new ArrayList<>(begun);
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(() -> run("PING").contains("PONG") || run("PING").contains("NOAUTH"));
    }

    /** Where it listens. */
    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", port);
    }

    /** Its port. */
    public int port() {
        return port;
    }

    Path folder() {
        return folder;
    }

    /** What a command answers, as redis-cli prints it. */
    public String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port)));
        command.addAll(List.of(arguments));
        try {
            Process cli = new ProcessBuilder(command).redirectErrorStream(true).start();
            String answer = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(cli.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return answer.strip();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("redis-cli failed", e);
        }
    }

    /** Stops it in its tracks, as a machine does that swaps: what is sent to it waits in the kernel. */
    void freeze() {
        signal("STOP");
    }

    /** Lets it go on. */
    void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
            assertThat(kill.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(kill.exitValue()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("kill failed", e);
        }
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** As a service manager does. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
