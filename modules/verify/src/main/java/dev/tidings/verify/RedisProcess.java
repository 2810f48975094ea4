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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A redis-server with a folder of its own, which keeps its port and its data through kills. Owned by the thread that made it.
 */
public final class RedisProcess implements AutoCloseable {

    private static final long READY_MILLIS = 20_000;
    private static final int POLL_MILLIS = 25;
    private static final int ANSWER_MILLIS = 20_000;

    private final Path folder;
    private final String host;
    private final String fsync;
    private final String password;
    private final Map<String, String> environment;
    private final int core;
    private final int port;
    private @Nullable Process process;

    /**
     * On loopback, open to all.
     *
     * @param folder where its data and its output go; made if absent
     * @param fsync Redis's {@code appendfsync}, or {@code off} for no file at all
     * @param core the processor to pin it to, or -1 for none
     */
    public RedisProcess(Path folder, String fsync, int core) throws IOException {
        this(folder, "127.0.0.1", fsync, "", Map.of(), core);
    }

    /**
     * @param fsync Redis's {@code appendfsync}, or {@code off} for no file at all
     * @param password what is asked of clients; empty for nothing
     * @param environment of the process, besides what it inherits
     * @param core the processor to pin it to, or -1 for none
     */
    RedisProcess(Path folder, String host, String fsync, String password, Map<String, String> environment, int core)
            throws IOException {
        this.folder = Files.createDirectories(folder);
        this.host = host;
        this.fsync = fsync;
        this.password = password;
        this.environment = Map.copyOf(environment);
        this.core = core;
        port = FreePorts.one();
    }

    /** {@code HOST:PORT}. */
    public String endpoint() {
        return host + ":" + port;
    }

    /** Where it listens, the same after every restart. */
    public InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    /** Its process id, while it runs. */
    public long pid() {
        return Objects.requireNonNull(process, "not started").pid();
    }

    /** Starts it on what it has, and waits until it answers. */
    public void start() throws IOException, InterruptedException {
        boolean hasFile = !fsync.equals("off");
        List<String> command = new ArrayList<>(core < 0 ? List.of() : List.of("taskset", "-c", String.valueOf(core)));
        command.add("redis-server");
        // Its title would be written over its environment, which bears the mark of its run.
        command.addAll(List.of("--set-proc-title", "no"));
        command.addAll(List.of("--port", String.valueOf(port), "--bind", host));
        command.addAll(List.of("--dir", folder.toString(), "--save", "", "--loglevel", "warning"));
        command.addAll(List.of("--appendonly", hasFile ? "yes" : "no", "--appendfsync", hasFile ? fsync : "no"));
        if (!password.isEmpty()) {
            command.addAll(List.of("--requirepass", password));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("redis.log").toFile()));
        builder.environment().putAll(environment);
        Process started = builder.start();
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

    /** Ends it; what it wrote stays. */
    @Override
    public void close() {
        Process last = process;
        if (last != null) {
            last.destroyForcibly();
            last.onExit().orTimeout(READY_MILLIS, TimeUnit.MILLISECONDS).join();
        }
    }
}
