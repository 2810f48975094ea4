package dev.tidings.it.browser;

import static dev.tidings.it.browser.ActivityStage.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void comesBackFromWhateverAnswersInsteadOfTheHub() {
        Page page = signedIn();
        Route.FulfillOptions hotel = new Route.FulfillOptions()
                .setStatus(200)
                .setContentType("text/html")
                .setBody("<h1>Welcome to the hotel's network</h1>");
        List<Route.FulfillOptions> answers = List.of(status(403), status(429), status(503), hotel);
        for (Route.FulfillOptions answer : answers) {
            page.route("**/api/events/**", route -> route.fulfill(answer));
            page.reload();
            awaitState(page, "Polling");
            page.unroute("**/api/events/**");
            awaitState(page, "Connected");
        }
    }

    @Test
    void staysAwayWhenItIsSentAwayUntilSomebodyWantsItBack() {
        Page page = signedIn();
        page.route("**/api/events/**", route -> route.fulfill(status(204)));
        page.reload();
        awaitState(page, "Not connected");
        page.unroute("**/api/events/**");
        page.getByText("Connect again").click();
        awaitState(page, "Connected");
    }

    private static Route.FulfillOptions status(int status) {
        return new Route.FulfillOptions().setStatus(status);
    }

    /** Nothing twice, nothing left out: the timeline tells each task once, the newest first. */
    private static void assertInOrder(Page page) throws Exception {
        String last = "written at " + System.nanoTime();
        write(last);
        awaitRow(page, last);
        page.locator(".entry").first().getByText(last).waitFor();
        String tasks = (String) page.evaluate(
                "() => [...document.querySelectorAll('.task .title')].map((e) => e.textContent).join('|')");
        String told = (String)
                page.evaluate("() => [...document.querySelectorAll('.entry q')].map((e) => e.textContent).join('|')");
        assertThat(told).isEqualTo(tasks);
    }
}
