package dev.tidings.it.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The distribution's browser. Owned by the test class that launched it. */
public final class Chromium implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/bin/chromium");
    private static final double LIMIT_MILLIS = 60_000;
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright) {
        this.playwright = playwright;
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(BINARY)
                        .setArgs(FLAGS));
    }

    public static Chromium launch() {
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
        return new Chromium(Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))));
    }

    /** A user of its own: nothing is shared with other contexts. Waiting fails after a minute. */
    public BrowserContext newUser() {
        BrowserContext context = browser.newContext();
        context.setDefaultTimeout(LIMIT_MILLIS);
        return context;
    }

    /** The same, who also opens what a test's own certificate is good for. */
    public BrowserContext newUserWhoTrustsAnyCertificate() {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true));
        context.setDefaultTimeout(LIMIT_MILLIS);
        return context;
    }

    /** An empty page of a user of its own. */
    public Page newPage() {
        return newUser().newPage();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
