package dev.tidings.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import dev.tidings.it.TestedHub;
import dev.tidings.verify.HubProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A hub, a browser, and people in front of the activity page. Owned by its test class. */
final class ActivityStage implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Set<String> KEYS = Set.of("session.key", "development.key");

    /** Tells of what must not happen; runs before the page's own scripts. */
    private static final String WATCH = """
            window.violations = [];
            addEventListener('securitypolicyviolation', (event) =>
              violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
            """;

    final HubProcess hub;
    final Api api;
    private final Path folder;
    private final Chromium chromium = Chromium.launch();
    private final List<String> oddities = new CopyOnWriteArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();

    ActivityStage(Path folder) throws Exception {
        this(folder, Map.of());
    }

    /** @param settings of the hub, as environment, besides the stage's own */
    ActivityStage(Path folder, Map<String, String> settings) throws Exception {
        this.folder = folder;
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("TIDINGS_DRAIN", "1s");
        environment.put("TIDINGS_LOGGING_LEVEL", "warn");
        hub = TestedHub.in(folder, environment);
        hub.start();
        api = new Api(HttpClient.newHttpClient(), base());
    }

    String base() {
        return "http://127.0.0.1:" + hub.port();
    }

    /** Somebody new in a browser of their own, signed in and connected. */
    Page signedIn(String name) {
        return signedIn(name, base());
    }

    /** The same, by another address of the hub. */
    Page signedIn(String name, String base) {
        Page page = newPage(base);
        page.navigate(base + "/activity");
        signIn(page, name);
        return page;
    }

    /** Signs in on the page that asks for it. */
    static void signIn(Page page, String name) {
        page.fill("#name", name);
        page.click("button[type=submit]");
        awaitState(page, "Connected");
    }

    /** A page of somebody new, which is watched. */
    Page newPage(String base) {
        BrowserContext context = chromium.newUser();
        contexts.add(context);
        context.addInitScript(WATCH);
        Page page = context.newPage();
        watch(page, base);
        return page;
    }

    private void watch(Page page, String base) {
        page.onDialog(dialog -> {
            oddities.add("dialog " + dialog.message());
            dialog.dismiss();
        });
        page.onPageError(error -> oddities.add("error " + error));
        page.onPopup(popup -> oddities.add("popup " + popup.url()));
        page.onDownload(download -> oddities.add("download " + download.url()));
        page.onRequest(request -> {
            if (!request.url().startsWith(base + "/") && !request.url().startsWith("data:")) {
                oddities.add("request " + request.url());
            }
        });
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")
                    || message.text().contains("TrustedHTML")) {
                oddities.add(message.text());
            }
        });
    }

    /** What was seen of dialogs, errors, foreign requests and violations since the last time. */
    List<String> oddities() {
        List<String> seen = new ArrayList<>(oddities);
        oddities.clear();
        return seen;
    }

    /** Waits until the page says so of its line. */
    static void awaitState(Page page, String words) {
        try {
            page.waitForFunction("words => document.querySelector('#state-text')?.textContent === words", words);
        } catch (TimeoutError e) {
            throw new AssertionError("it says at " + page.url() + ": " + page.innerText("body"), e);
        }
    }

    /** The row of a task. */
    static Locator row(Page page, String title) {
        return page.locator(
                ".task",
                new Page.LocatorOptions().setHas(page.locator(".title", new Page.LocatorOptions().setHasText(title))));
    }

    /** Adds a task. */
    static void add(Page page, String title) {
        page.fill("#new-title", title);
        page.keyboard().press("Enter");
    }

    /** The tasks as a page shows them, the newest first: title, done, assignee. */
    static String rows(Page page) {
        return (String) page.evaluate("""
                () => JSON.stringify([...document.querySelectorAll('.task')].map((row) => [
                  row.querySelector('.title').textContent, row.querySelector('.done').checked,
                  row.querySelector('.assignee bdi')?.textContent ?? '']))""");
    }

    /** A figure of the hub. */
    double metric(String name) throws IOException {
        return hub.figure(name);
    }

    /** Waits until nobody is connected to the hub. */
    void awaitNobody() {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(List.of(metric("tidings_sessions"), metric("tidings_event_streams")))
                        .containsExactly(0.0, 0.0));
    }

    /** Takes the log away from under a hub that is down; who is signed in stays so. */
    void loseTheLog() throws IOException {
        try (var files = Files.list(folder.resolve("data"))) {
            for (Path file : files.toList()) {
                if (!KEYS.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Sends everybody home, and starts the hub if it is down. */
    void reset() throws Exception {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        oddities.clear();
        if (!hub.isAlive()) {
            hub.start();
        }
    }

    @Override
    public void close() {
        chromium.close();
        hub.close();
    }
}
