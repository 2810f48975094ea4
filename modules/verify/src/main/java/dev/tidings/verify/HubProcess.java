package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real hub: the runnable jar in a process of its own, on free loopback ports, which can be killed and started again on
 * the same data. Owned by the thread that made it.
 */
public final class HubProcess implements AutoCloseable {

    private static final long READY_MILLIS = 120_000;
    private static final long ALL_SECONDS = 180;
    private static final long STOP_MILLIS = 60_000;
    private static final int POLL_MILLIS = 25;
    private static final int FIGURE_MILLIS = 30_000;
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final Settings settings;
    private final int port;
    private final int adminPort;
    private @Nullable Process process;

    /**
     * How a hub is started.
     *
     * @param jar the runnable jar
     * @param folder where its data and its output ({@code hub.log}) go; made if absent
     * @param core the processor to pin it to, or -1 for none
     * @param jvmFlags what the JVM is told
     * @param environment settings, such as {@code TIDINGS_HEARTBEAT}
     * @param host the address that it listens on
     * @param prefix what its command is run with, such as {@code ip netns exec NAME}
     */
    public record Settings(
            Path jar,
            Path folder,
            int core,
            List<String> jvmFlags,
            Map<String, String> environment,
            String host,
            List<String> prefix) {

        /** On loopback, as the command that it is. */
        public Settings(Path jar, Path folder, int core, List<String> jvmFlags, Map<String, String> environment) {
            this(jar, folder, core, jvmFlags, environment, "127.0.0.1", List.of());
        }

        /** Takes copies of the collections. */
        public Settings {
            jvmFlags = List.copyOf(jvmFlags);
            environment = Map.copyOf(environment);
            prefix = List.copyOf(prefix);
        }
    }

    /** One that is to be started: makes its folder and chooses its ports. */
    public HubProcess(Settings settings) throws IOException {
        this.settings = settings;
        Files.createDirectories(settings.folder());
        List<Integer> ports = FreePorts.of(2);
        port = ports.get(0);
        adminPort = ports.get(1);
    }

    /** The public port, the same after every restart. */
    public int port() {
        return port;
    }

    /** Where clients find it. */
    public URI uri() {
        return URI.create("http://" + settings.host() + ":" + port);
    }

    /** The operator's port, the same after every restart. */
    public int adminPort() {
        return adminPort;
    }

    /** The same, for what connects below HTTP. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The process's id; an error before the first start. */
    public long pid() {
        return running().pid();
    }

    /** Everything that the hub has printed. */
    public Path output() {
        return settings.folder().resolve("hub.log");
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** Starts it and waits until it answers {@code /health/ready}. */
    public void start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDINGS_"));
        builder.environment().putAll(settings.environment());
        builder.environment().put("TIDINGS_ADMIN_PORT", Integer.toString(adminPort));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        process = builder.start();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MILLIS);
        while (!ready()) {
            // Hears at once of a hub that ended, and asks a living one again soon.
            boolean ended = running().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (ended || System.nanoTime() - deadline > 0) {
                kill();
                throw new IOException("the hub did not start:\n" + Files.readString(output()));
            }
        }
    }

    /**
     * What makes a hub one node of several on one Redis.
     *
     * @param redis where it finds its store, as {@code host:port}
     * @param host its address
     * @param port of the membership
     * @param busPort of the event bus
     * @param members every member as {@code host:port}, this one included
     */
    public static Map<String, String> clustered(
            String redis, String host, int port, int busPort, List<String> members) {
        return Map.of(
                "TIDINGS_LOG_STORE",
                "redis",
                "TIDINGS_LOG_REDIS_ENDPOINTS",
                redis,
                "TIDINGS_CLUSTER_ENABLED",
                "true",
                "TIDINGS_CLUSTER_HOST",
                host,
                "TIDINGS_CLUSTER_PORT",
                String.valueOf(port),
                "TIDINGS_CLUSTER_BUS_PORT",
                String.valueOf(busPort),
                "TIDINGS_CLUSTER_MEMBERS",
                String.join(",", members));
    }

    /**
     * Starts several at once, each as {@link #start} does.
     *
     * @throws java.util.concurrent.CompletionException when one of them does not start
     */
    public static void startAll(List<HubProcess> hubs) {
        CompletableFuture.allOf(hubs.stream()
                        .map(hub -> CompletableFuture.runAsync(() -> startOne(hub)))
                        .toArray(CompletableFuture[]::new))
                .orTimeout(ALL_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static void startOne(HubProcess hub) {
        try {
            hub.start();
        } catch (IOException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(settings.prefix());
        if (settings.core() >= 0) {
            command.addAll(List.of("taskset", "-c", Integer.toString(settings.core())));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(settings.jvmFlags());
        command.addAll(List.of("-jar", settings.jar().toString(), "serve"));
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(List.of("--data", settings.folder().resolve("data").toString()));
        return command;
    }

    private boolean ready() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) asked().resolve("/health/ready").toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(1_000);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == 200;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** Where it says whether it is ready: at the operator's port when only a proxy may connect to the public one. */
    private URI asked() {
        boolean isBehindProxy = settings.environment().containsKey("TIDINGS_LISTEN_PROXY_PROTOCOL");
        return isBehindProxy ? URI.create("http://127.0.0.1:" + adminPort) : uri();
    }

    /** {@code kill -9}: no shutdown hook, no flush. Returns when the process is gone. */
    public void kill() throws InterruptedException {
        Process victim = process;
        if (victim != null) {
            victim.destroyForcibly();
            victim.waitFor(STOP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Sends it a signal by name, such as STOP. */
    public void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + signal + " gave " + code);
        }
    }

    /** SIGTERM, and {@link #kill} when that isn't obeyed in time. Returns the exit code. */
    public int stop() throws InterruptedException {
        Process running = running();
        running.destroy();
        if (!running.waitFor(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
            kill();
        }
        return running.exitValue();
    }

    /** The bytes of all live objects, after a full collection. */
    public long liveHeapBytes() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        Matcher total = HISTOGRAM_TOTAL.matcher(text);
        if (jcmd.waitFor() != 0 || !total.find()) {
            throw new IOException("jcmd gave no histogram:\n" + text);
        }
        return Long.parseLong(total.group(1));
    }

    /** Its resident memory. */
    public long residentBytes() throws IOException {
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid()), "status")));
        if (!resident.find()) {
            throw new IOException("no VmRSS of process " + pid());
        }
        return Long.parseLong(resident.group(1)) * 1024;
    }

    /** One of the operator's figures, by its name and labels; -1 when it is not told. */
    public double figure(String name) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + adminPort + "/metrics").toURL().openConnection();
        connection.setConnectTimeout(FIGURE_MILLIS);
        connection.setReadTimeout(FIGURE_MILLIS);
        try (InputStream body = connection.getInputStream()) {
            Matcher line = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$")
                    .matcher(new String(body.readAllBytes(), UTF_8));
            return line.find() ? Double.parseDouble(line.group(1)) : -1;
        }
    }

    private Process running() {
        Process current = process;
        if (current == null) {
            throw new IllegalStateException("the hub was never started");
        }
        return current;
    }

    /** Kills it, and returns when it is gone: then its folder is nobody's but the caller's. */
    @Override
    public void close() {
        Process last = process;
        if (last != null) {
            last.destroyForcibly()
                    .onExit()
                    .orTimeout(STOP_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        }
    }
}
