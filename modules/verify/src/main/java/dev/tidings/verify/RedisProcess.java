package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A redis-server with a folder of its own, which keeps its port and its data through kills. Owned by the thread that made it.
 */
final class RedisProcess {

    private static final long READY_MILLIS = 20_000;
    private static final int POLL_MILLIS = 25;
    private static final int ANSWER_MILLIS = 1_000;

    private final Path folder;
    private final String host;
    private final String fsync;
    private final String password;
    private final int port;
    private @Nullable Process process;

    /**
     * @param fsync Redis's {@code appendfsync}
     * @param password what is asked of clients; empty for nothing
     */
    RedisProcess(Path folder, String host, String fsync, String password) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.host = host;
        this.fsync = fsync;
        this.password = password;
        port = FreePorts.one();
    }

    /** {@code HOST:PORT}. */
    String endpoint() {
        return host + ":" + port;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    /** Starts it on what it has, and waits until it answers. */
    void start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        command.addAll(List.of("--port", String.valueOf(port), "--bind", host));
        command.addAll(List.of("--dir", folder.toString(), "--save", "", "--loglevel", "warning"));
        command.addAll(List.of("--appendonly", "yes", "--appendfsync", fsync));
        if (!password.isEmpty()) {
            command.addAll(List.of("--requirepass", password));
        }
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("redis.log").toFile()))
                .start();
        process = started;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MILLIS);
        while (!answers()) {
            boolean ended = started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (ended || System.nanoTime() - deadline > 0) {
                close();
                throw new IOException("redis-server did not start:\n" + Files.readString(folder.resolve("redis.log")));
            }
        }
    }

    private boolean answers() {
        try {
            return ask("PING").startsWith("+PONG");
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** Has it answer nobody for a while; returns at once. */
    void pause(long millis) throws IOException {
        String answer = ask("CLIENT PAUSE " + millis);
        if (!answer.startsWith("+OK")) {
            throw new IOException("CLIENT PAUSE was answered with " + answer);
        }
    }

    private String ask(String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.connect(address(), ANSWER_MILLIS);
            String greeting = password.isEmpty() ? "" : "AUTH " + password + "\r\n";
            socket.getOutputStream().write((greeting + command + "\r\n").getBytes(US_ASCII));
            BufferedReader answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            String first = answers.readLine();
            return Objects.requireNonNullElse(password.isEmpty() ? first : answers.readLine(), "nothing");
        }
    }

    /** {@code kill -9}; returns when it is gone. */
    void kill() throws InterruptedException {
        Process victim = process;
        if (victim != null) {
            victim.destroyForcibly();
            victim.waitFor(READY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void close() {
        Process last = process;
        if (last != null) {
            last.destroyForcibly();
        }
    }
}
