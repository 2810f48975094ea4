package dev.tidings.it.browser;

import static dev.tidings.it.browser.ActivityStage.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The activity page behind a line that has something against event streams. */
class ActivityLineIT {

    @TempDir
    private static Path folder;

    private static ActivityStage stage;
    private static StreamProxy proxy;

    @BeforeAll
    static void open() throws Exception {
        stage = new ActivityStage(folder);
        proxy = new StreamProxy(stage.hub.port());
    }

    @AfterEach
    void goHome() throws Exception {
        proxy.set(StreamProxy.Mode.PASS);
        stage.reset();
    }

    @AfterAll
    static void close() throws Exception {
        if (stage != null) {
            stage.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }

    private static Page signedIn() {
        return stage.signedIn("Ada", "http://127.0.0.1:" + proxy.port());
    }

    private static void write(String title) throws Exception {
        stage.api.send("POST", "/api/tasks", new JsonObject().put("title", title));
    }

    private static void awaitRow(Page page, String title) {
        page.locator(".task .title", new Page.LocatorOptions().setHasText(title))
                .first()
                .waitFor();
    }

    @Test
    void pollsWhereStreamsAreCutAndComesBack() throws Exception {
        Page page = signedIn();
        proxy.set(StreamProxy.Mode.CUT);
        awaitState(page, "Polling");
        write("seen by polling");
        awaitRow(page, "seen by polling");
        assertThat(page.textContent("#timeline")).contains("seen by polling");

        proxy.set(StreamProxy.Mode.PASS);
        awaitState(page, "Connected");
        write("seen by the stream again");
        awaitRow(page, "seen by the stream again");
        assertInOrder(page);
    }

    @Test
    void noticesAStreamThatIsHeldBackByAnOwnWriteAndComesBack() throws Exception {
        Page page = signedIn();
        proxy.set(StreamProxy.Mode.HOLD);
        page.fill("#new-title", "own write");
        page.keyboard().press("Enter");
        awaitState(page, "Polling");
        write("somebody else's");
        awaitRow(page, "somebody else's");

        proxy.set(StreamProxy.Mode.PASS);
        page.evaluate("() => dispatchEvent(new Event('online'))");
        awaitState(page, "Connected");
        assertInOrder(page);
    }

    @Test
    void pollsWhereAProxyHoldsBackStreamsFromTheBeginning() throws Exception {
        Page page = signedIn();
        proxy.set(StreamProxy.Mode.HOLD);
        page.reload();
        awaitState(page, "Polling");
        write("seen all the same");
        awaitRow(page, "seen all the same");
        proxy.set(StreamProxy.Mode.PASS);
        page.evaluate("() => dispatchEvent(new Event('online'))");
        awaitState(page, "Connected");
        assertInOrder(page);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 403, 503})
    void comesBackFromEachStatusButOneThatSendsItAway(int status) {
        Page page = signedIn();
        page.route("**/api/events/**", route -> route.fulfill(new Route.FulfillOptions().setStatus(status)));
        page.reload();
        awaitState(page, status == 204 ? "Not connected" : "Polling");
        page.unroute("**/api/events/**");
        if (status == 204) {
            page.getByText("Connect again").click();
        }
        awaitState(page, "Connected");
    }

    @Test
    void comesBackFromAnAnswerThatIsNoStream() {
        Page page = signedIn();
        page.route(
                "**/api/events/**",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(200)
                        .setContentType("text/html")
                        .setBody("<h1>Welcome to the hotel's network</h1>")));
        page.reload();
        awaitState(page, "Polling");
        page.unroute("**/api/events/**");
        awaitState(page, "Connected");
    }

    /** Nothing twice, nothing left out: the timeline tells each task once, the newest first. */
    private static void assertInOrder(Page page) throws Exception {
        write("the last");
        awaitRow(page, "the last");
        page.locator(".entry").first().getByText("the last").waitFor();
        String tasks = (String) page.evaluate(
                "() => [...document.querySelectorAll('.task .title')].map((e) => e.textContent).join('|')");
        String told = (String)
                page.evaluate("() => [...document.querySelectorAll('.entry q')].map((e) => e.textContent).join('|')");
        assertThat(told).isEqualTo(tasks);
    }
}
