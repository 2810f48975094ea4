package dev.tidings.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The real program in a process of its own, its output in files. Owned by its test, which closes it. */
final class HubProcess implements AutoCloseable {

    private static final Path JAR = Path.of(System.getProperty("tidings.jar"));

    private final Process process;
    private final Path out;
    private final Path err;

    private HubProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code tidings} with these arguments; the admin listener takes any free port. */
    static HubProcess start(Path folder, String... arguments) throws IOException {
        return start(folder, Map.of(), arguments);
    }

    /** The same, with more in its environment. */
    static HubProcess start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("TIDINGS_ADMIN_PORT", "0");
        builder.environment().putAll(environment);
        return new HubProcess(builder.start(), out, err);
    }

    /** Waits until it says that it is up. */
    HubProcess awaitUp() {
        Awaitility.await().atMost(120, TimeUnit.SECONDS).until(() -> out().contains("is up.") || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("it ended: " + err());
        }
        return this;
    }

    /** What it prints after {@code clients}. */
    String url() {
        return word("clients");
    }

    /** What it prints after the name of a listener. */
    String url(String listener) {
        return word(listener);
    }

    /** What it prints after {@code operator}, without the path. */
    String adminUrl() {
        return word("operator").replace("/health/ready", "");
    }

    private String word(String label) {
        return out().lines()
                .map(String::strip)
                .filter(line -> line.startsWith(label + " "))
                .map(line -> line.substring(label.length()).strip().replaceFirst(" .*", ""))
                .findFirst()
                .orElseThrow();
    }

    HttpResponse<String> send(String method, String url, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Types on its standard input, all there is. */
    HubProcess type(String text) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** Asks it to stop: SIGTERM. */
    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit code, within two minutes. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end: " + err());
        }
        return process.exitValue();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
