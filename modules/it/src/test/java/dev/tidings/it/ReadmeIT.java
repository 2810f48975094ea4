package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.it.browser.Chromium;
import dev.tidings.verify.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what the README says, against a hub of its own: blocks marked {@code run} must succeed, one after another, blocks
 * marked {@code stream} are started before them, and the page is opened in a browser.
 */
class ReadmeIT {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+ ?\\w*)\\n(.*?)```");

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private int port;
    private int adminPort;

    @BeforeEach
    void startHub() throws Exception {
        List<Integer> ports = FreePorts.of(2);
        port = ports.get(0);
        adminPort = ports.get(1);
        Path script = Files.createDirectories(folder.resolve("scripts")).resolve("tidings");
        Files.writeString(
                script,
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -Xmx128m -jar '"
                        + System.getProperty("tidings.jar") + "' \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path output = folder.resolve("hub.txt");
        shell("scripts/tidings serve", output);
        awaitText(output, "is up.");
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void commandsDoWhatTheySay() throws Exception {
        List<Path> streams = new ArrayList<>();
        for (String block : blocks("sh stream")) {
            Path output = folder.resolve("stream" + streams.size() + ".txt");
            streams.add(output);
            shell("exec " + block.strip(), output);
        }
        assertThat(streams).hasSize(3);
        awaitText(streams.get(0), "event: connected");
        awaitText(streams.get(1), "event: connected");
        awaitText(streams.get(2), "event: connected");
        List<String> runs = blocks("sh run");
        assertThat(runs).hasSizeGreaterThanOrEqualTo(4);
        for (String block : runs) {
            Path output = folder.resolve("run.txt");
            Process run = shell("set -euo pipefail\n" + block.replace("curl -s", "curl -s --fail-with-body"), output);
            assertThat(run.waitFor(120, TimeUnit.SECONDS)).as(block).isTrue();
            assertThat(run.exitValue()).as(block + Files.readString(output)).isZero();
        }
        for (String line : blocks("text").get(0).lines().toList()) {
            if (line.startsWith("event: ")) {
                awaitText(streams.get(0), line);
            }
        }
        awaitText(streams.get(0), "\"done\":true");
        awaitText(streams.get(1), "event: pet-update");
        awaitText(streams.get(2), "\"name\":\"Rex\"");
    }

    @Test
    void pageShowsTheTasksAsTheyChange() throws Exception {
        HttpServer pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] html =
                ("<!doctype html><meta charset=utf-8>" + local(blocks("html").get(0))).getBytes(StandardCharsets.UTF_8);
        pages.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, html.length);
            exchange.getResponseBody().write(html);
            exchange.close();
        });
        pages.start();
        try (Chromium chromium = Chromium.launch()) {
            Page page = chromium.newPage();
            page.navigate("http://localhost:" + pages.getAddress().getPort() + "/");
            shell(blocks("sh run").get(0), folder.resolve("run.txt"));
            PlaywrightAssertions.assertThat(page.locator("#tasks li")).hasText("☑ hello");
        } finally {
            pages.stop(0);
        }
    }

    private static List<String> blocks(String mark) throws IOException {
        return BLOCK.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .filter(block -> block.group(1).equals(mark))
                .map(block -> block.group(2))
                .toList();
    }

    /** The text with the ports of this test's hub. */
    private String local(String text) {
        return text.replace(":8080", ":" + port).replace(":9090", ":" + adminPort);
    }

    private Process shell(String script, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", local(script))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("TIDINGS_URL", "http://localhost:" + port);
        builder.environment().put("TIDINGS_LISTEN_PORT", String.valueOf(port));
        builder.environment().put("TIDINGS_ADMIN_PORT", String.valueOf(adminPort));
        builder.environment().put("TIDINGS_DATA", folder.resolve("data").toString());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static void awaitText(Path output, String text) {
        Awaitility.await()
                .atMost(120, TimeUnit.SECONDS)
                .alias(output.getFileName() + ": " + text)
                .until(() -> Files.readString(output).contains(text));
    }
}
