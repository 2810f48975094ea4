package dev.tidings.it.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The npm clients that people already have, of the versions in {@code npm/package-lock.json}. Immutable; made by {@link
 * #installed}.
 *
 * <p>{@link #run} runs a script of {@code npm/scripts} under Node.js; the script imports {@code ../scenario.js}, gets the
 * input, may have the test do something half-way ({@code await ask('kill')}) and returns a JSON object, or throws, which fails
 * the test. {@link #open} gives a page with the clients' own browser bundles: {@link #SOCKJS}, {@link #EVENT_BUS}, {@link
 * #SOCKET_IO}.
 */
public final class StockClients {

    /** The browser's {@code SockJS}. */
    public static final String SOCKJS = "sockjs-client/dist/sockjs.min.js";

    /** The browser's {@code EventBus}; needs {@link #SOCKJS} before it. */
    public static final String EVENT_BUS = "@vertx/eventbus-bridge-client.js/vertx-eventbus.js";

    /** The browser's {@code io}. */
    public static final String SOCKET_IO = "socket.io-client/dist/socket.io.min.js";

    private static final Path FOLDER = Path.of("npm");
    private static final Path MODULES = FOLDER.resolve("node_modules");
    private static final Path STAMP = MODULES.resolve(".installed-lock.json");
    private static final int INSTALL_SECONDS = 240;

    private StockClients() {}

    /**
     * The clients, installed first unless they are there; only then the registry is asked. At most 4 minutes.
     *
     * @throws AssertionError when npm fails
     */
    public static StockClients installed() throws IOException, InterruptedException {
        try (FileChannel file = FileChannel.open(
                Files.createDirectories(Path.of("target")).resolve("npm.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            FileLock held = file.lock();
            byte[] lock = Files.readAllBytes(FOLDER.resolve("package-lock.json"));
            if (!Files.exists(STAMP) || !Arrays.equals(lock, Files.readAllBytes(STAMP))) {
                install();
                Files.write(STAMP, lock);
            }
            held.release();
        }
        return new StockClients();
    }

    private static void install() throws IOException, InterruptedException {
        Path output = Path.of("target", "npm-ci.txt");
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                throw new AssertionError("npm ci failed: " + Files.readString(output));
            }
        } finally {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
        }
    }

    /**
     * Runs a script that asks for nothing.
     *
     * @see #run(String, JsonObject, NodeScript.Steps)
     */
    public JsonObject run(String script, JsonObject input) throws IOException, InterruptedException {
        return run(script, input, (what, value) -> {
            throw new IllegalArgumentException("this test has no step '" + what + "'");
        });
    }

    /**
     * Runs a script to its end, at most 4 minutes.
     *
     * @param script its name in {@code npm/scripts}
     * @param input what the script gets
     * @param steps what the test does when the script asks
     * @return what the script returned
     * @throws AssertionError when the script throws or doesn't end in time, with all that it printed
     */
    public JsonObject run(String script, JsonObject input, NodeScript.Steps steps)
            throws IOException, InterruptedException {
        try (NodeScript running = new NodeScript(FOLDER, "scripts/" + script)) {
            return running.play(input, steps);
        }
    }

    /** A script that has no imports, so that a page can load it too. */
    public static Path script(String name) {
        return FOLDER.resolve("scripts").resolve(name);
    }

    /**
     * Opens an empty page of an origin, whose only content are bundles: it is answered by the test, while all other requests
     * of the page go to their servers.
     *
     * @param page of a browser
     * @param origin such as {@code http://127.0.0.1:8080}, the hub's own or a foreign one; nothing needs to listen there
     * @param bundles {@link #SOCKJS} and the like, in order
     * @return the page
     */
    public Page open(Page page, String origin, String... bundles) throws IOException {
        StringBuilder html = new StringBuilder("<!doctype html><title>clients</title>");
        for (String bundle : bundles) {
            String script = Files.readString(MODULES.resolve(bundle), UTF_8).replace("</script", "<\\/script");
            html.append("<script>").append(script).append("</script>");
        }
        page.route(
                origin + "/page",
                route -> route.fulfill(
                        new Route.FulfillOptions().setContentType("text/html").setBody(html.toString())));
        // a page that no network brought may open WebSockets to loopback only with its user's leave
        page.context().grantPermissions(List.of("local-network-access"));
        page.navigate(origin + "/page");
        return page;
    }
}
