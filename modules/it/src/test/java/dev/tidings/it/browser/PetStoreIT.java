package dev.tidings.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import dev.tidings.it.TestedHub;
import dev.tidings.verify.HubProcess;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page {@code /petstore} in a browser, with {@code conf/petstore.yaml}. */
class PetStoreIT {

    private static final List<String> HOSTILE = List.of(
            "<script>hit()</script>",
            "<img src=x onerror=hit()>",
            "<svg/onload=hit()>",
            "\"><script>hit()</script>",
            "' onmouseover='hit()' autofocus onfocus='hit()",
            "<iframe srcdoc='<script>parent.hit()</script>'>",
            "<details open ontoggle=hit()>",
            "<template><script>hit()</script></template>",
            "javascript:hit()",
            "</option></select><img src=x onerror=hit()>",
            "<style>@import '//example.org/x'</style>",
            "<base href='//example.org/'>",
            "{{constructor.constructor('hit()')()}}",
            "${hit()}",
            "\u202Ehit\u202C <b>bold</b> &lt;i&gt;");

    @TempDir
    private static Path folder;

    private static HubProcess hub;
    private static Chromium chromium;
    private static Api api;
    private static String base;

    private final List<String> complaints = new ArrayList<>();
    private final List<String> listings = new ArrayList<>();
    private Page page;

    @BeforeAll
    static void startHubAndBrowser() throws Exception {
        hub = TestedHub.in(
                folder,
                Map.of(
                        "TIDINGS_CONFIG",
                                Path.of("../../conf/petstore.yaml")
                                        .toAbsolutePath()
                                        .toString(),
                        "TIDINGS_HEARTBEAT", "1s",
                        "TIDINGS_LOGGING_LEVEL", "warn"));
        hub.start();
        base = "http://127.0.0.1:" + hub.port();
        api = new Api(HttpClient.newHttpClient(), base);
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stopBrowserAndHub() {
        if (chromium != null) {
            chromium.close();
        }
        if (hub != null) {
            hub.close();
        }
    }

    @BeforeEach
    void openPage() throws Exception {
        if (!hub.isAlive()) {
            hub.start();
        }
        page = chromium.newPage();
        page.addInitScript(
                "window.hit = () => document.title = 'hit';"
                        + "document.addEventListener('securitypolicyviolation', e => console.error('violation: ' + e.violatedDirective))");
        page.onPageError(complaints::add);
        page.onConsoleMessage(this::heard);
        page.onDialog(dialog -> {
            complaints.add("a dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(request -> {
            if (!request.url().startsWith(base)) {
                complaints.add("a request to " + request.url());
            }
        });
        page.onResponse(this::answered);
    }

    private void heard(ConsoleMessage message) {
        boolean network = message.text().startsWith("Failed to load resource");
        if (message.type().equals("error") && !network) {
            complaints.add(message.text());
        }
    }

    private void answered(Response response) {
        if (response.request().method().equals("GET") && response.url().equals(base + "/api/pets")) {
            listings.add("" + response.status());
        }
    }

    @AfterEach
    void closePage() {
        page.context().close();
        assertThat(complaints).isEmpty();
    }

    private void open(String mode) {
        page.navigate(base + "/petstore?streams=" + mode);
        assertThat(state()).hasText("Connected");
    }

    private Locator state() {
        return page.locator("#state");
    }

    private Locator row(String list, String name) {
        return page.locator("#" + list + " li")
                .filter(new Locator.FilterOptions()
                        .setHas(page.locator(".name", new Page.LocatorOptions().setHasText(name))));
    }

    private static void put(String path, JsonObject document) throws Exception {
        api.send("PUT", "/api/" + path, document);
    }

    /** The log's events as {@code line type}, without those of the whole list, when there are so many. */
    private List<?> events(int count) {
        String events = "[...document.querySelectorAll('#events li')]"
                + ".map(row => row.querySelector('.line').textContent + ' ' + row.querySelector('.type').textContent)"
                + ".filter(event => event !== 'whole list message')";
        page.waitForFunction("count => " + events + ".length >= count", count);
        return (List<?>) page.evaluate(events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multiplexed", "separate"})
    void showsEveryNamedEvent(String mode) throws Exception {
        open(mode);
        String id = "named-" + mode;
        put("pets/" + id, new JsonObject().put("name", "Rex " + mode));
        api.send("PATCH", "/api/pets/" + id, new JsonObject().put("status", "pending"));
        put("orders/" + id, new JsonObject().put("petId", id).put("quantity", 3));
        api.send("PATCH", "/api/orders/" + id, new JsonObject().put("status", "approved"));
        put("inventory/" + id, new JsonObject().put("item", "Seeds " + mode).put("quantity", 7));
        put("notifications/" + id, new JsonObject().put("message", "Said " + mode));

        assertThat(row("pets", "Rex " + mode).locator(".status")).hasValue("pending");
        assertThat(row("orders", "3 × Rex " + mode).locator(".status")).hasText("approved");
        assertThat(row("inventory", "Seeds " + mode).locator(".quantity")).hasText("7");
        assertThat(row("notifications", "Said " + mode)).hasCount(1);
        assertThat(page.locator("#tally")).containsText("1 pending");
        row("pets", "Rex " + mode).locator(".remove").click();
        assertThat(row("pets", "Rex " + mode)).hasCount(0);

        String expected = "pets pet-update,pets pet-update,pets pet-status-changed,pets pet-deleted,"
                + "orders order-created,orders order-updated,inventory inventory-update,notifications message";
        if (mode.equals("multiplexed")) {
            expected = expected.replaceAll("\\w+ ", "all ").replace("message", "notification-created");
        }
        assertThat(String.join(
                        ",", events(8).stream().map(String::valueOf).sorted().toList()))
                .isEqualTo(Stream.of(expected.split(",", -1)).sorted().collect(joining(",")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"multiplexed", "separate"})
    void saysHowEachLineIsAndFetchesAgainWhenItIsBack(String mode) throws Exception {
        open(mode);
        Locator words = page.locator("#lines .word");
        int lines = mode.equals("separate") ? 5 : 2;
        assertThat(words).hasText("Connected ".repeat(lines).trim().split(" ", -1));
        int before = listings.size();

        hub.kill();
        assertThat(words).hasText("Reconnecting… ".repeat(lines).trim().split(" ", -1));
        assertThat(state()).hasText("Reconnecting…");
        hub.start();
        put("pets/back-" + mode, new JsonObject().put("name", "Back " + mode));
        assertThat(words).hasText("Connected ".repeat(lines).trim().split(" ", -1));
        assertThat(state()).hasText("Connected");
        assertThat(row("pets", "Back " + mode)).hasCount(1);
        page.waitForCondition(() -> listings.size() > before);
        put("pets/back-" + mode, new JsonObject().put("name", "Changed " + mode));
        assertThat(row("pets", "Changed " + mode)).hasCount(1);
        assertThat(row("pets", "Back " + mode)).hasCount(0);
    }

    @Test
    void changesFromOneWayOfListeningToTheOther() throws Exception {
        open("multiplexed");
        page.getByText("One for each channel").click();
        assertThat(page.locator("#lines .line"))
                .hasText(new String[] {"pets", "orders", "inventory", "notifications", "whole list"});
        assertThat(state()).hasText("Connected");
        put("pets/switched", new JsonObject().put("name", "Switched"));
        assertThat(row("pets", "Switched")).hasCount(1);
        assertThat(page).hasURL(base + "/petstore?streams=separate");
        page.getByText("One stream for all").click();
        assertThat(page.locator("#lines .line")).hasText(new String[] {"all", "whole list"});
        put("pets/switched", new JsonObject().put("name", "Switched back"));
        assertThat(row("pets", "Switched back")).hasCount(1);
    }

    @Test
    void pollsWhereThereIsNoEventSource() throws Exception {
        page.addInitScript("delete window.EventSource");
        page.navigate(base + "/petstore");
        assertThat(state()).hasText("Polling");
        put("pets/polled", new JsonObject().put("name", "Polled"));
        assertThat(row("pets", "Polled")).hasCount(1);
        assertThat(page.locator("#tally")).containsText("available");
        page.waitForCondition(() -> listings.contains("304"));

        page.locator("#notify [name=message]").fill("Asked for at once");
        page.locator("#notify button").click();
        assertThat(row("notifications", "Asked for at once")).hasCount(1);
    }

    @Test
    void doesWhatItsFormsAndRowsAreAskedFor() {
        open("multiplexed");
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Mia");
        page.locator("#add-pet [name=price]").fill("80.5");
        page.keyboard().press("Enter");
        Locator mia = row("pets", "Mia");
        assertThat(mia.locator(".detail")).hasText("80.50");
        mia.locator(".status").selectOption("sold");
        assertThat(page.locator("#notice")).hasText("Mia is sold.");

        page.locator("#order-pet").selectOption(new SelectOption().setLabel("Mia"));
        page.locator("#place-order [name=quantity]").fill("2");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Place order"))
                .click();
        Locator order = row("orders", "2 × Mia");
        order.locator(".advance").click();
        assertThat(order.locator(".status")).hasText("approved");
        order.locator(".advance").click();
        assertThat(order.locator(".status")).hasText("delivered");
        assertThat(order.locator(".advance")).isHidden();

        page.locator("#add-item [name=item]").fill("Hay");
        page.locator("#add-item [name=quantity]").fill("2");
        page.locator("#add-item button").click();
        Locator hay = row("inventory", "Hay");
        hay.locator(".more").click();
        assertThat(hay.locator(".quantity")).hasText("3");
        page.locator("#notify [name=message]").fill("Hay is here");
        page.locator("#notify button").click();
        assertThat(row("notifications", "Hay is here")).hasCount(1);
    }

    @Test
    void countsOnWhatIsThereWhenSomebodyElseWasFaster() throws Exception {
        put("inventory/shared", new JsonObject().put("item", "Shared").put("quantity", 5));
        open("multiplexed");
        Locator quantity = row("inventory", "Shared").locator(".quantity");
        assertThat(quantity).hasText("5");
        page.route("**/api/inventory/shared", PetStoreIT::overtake, new Page.RouteOptions().setTimes(1));
        row("inventory", "Shared").locator(".fewer").click();
        assertThat(quantity).hasText("8");
    }

    private static void overtake(Route route) {
        try {
            put("inventory/shared", new JsonObject().put("item", "Shared").put("quantity", 9));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        route.resume();
    }

    @Test
    void saysAtTheFieldWhatTheSchemaRefuses() {
        open("multiplexed");
        page.locator("#add-pet [name=name]").fill("Owed");
        page.locator("#add-pet [name=price]").fill("-3");
        page.locator("#add-pet button").click();
        Locator price = page.locator("#add-pet [name=price]");
        assertThat(price).hasAttribute("aria-invalid", "true");
        assertThat(page.locator("#add-pet-price-error")).containsText("less than 0");
        assertThat(row("pets", "Owed")).hasCount(0);

        price.fill("3");
        page.locator("#add-pet button").click();
        assertThat(row("pets", "Owed")).hasCount(1);
        assertThat(page.locator(".field-error")).hasCount(0);
    }

    @Test
    void takesHostileTextForText() throws Exception {
        for (int i = 0; i < HOSTILE.size(); i++) {
            String text = HOSTILE.get(i);
            put("pets/hostile-" + i, new JsonObject().put("name", text).put("category", text));
            put("inventory/hostile-" + i, new JsonObject().put("item", text));
            put("orders/hostile-" + i, new JsonObject().put("petId", "hostile-" + i));
        }
        open("separate");
        for (String text : HOSTILE) {
            put("notifications/n", new JsonObject().put("title", text).put("message", text));
            api.send("PATCH", "/api/pets/hostile-0", new JsonObject().put("category", text));
            assertThat(row("pets", text).first().locator(".name")).hasText(text);
            assertThat(row("inventory", text).first().locator(".name")).hasText(text);
        }
        assertThat(page.locator("li[data-id=hostile-0] .detail").first()).hasText(HOSTILE.get(HOSTILE.size() - 1));
        assertThat(page).hasTitle("Pet store · Tidings");
        assertThat(page.locator("#pets script, #pets img, #events img, #orders svg, #inventory iframe"))
                .hasCount(0);
    }

    @Test
    void saysThatTheFirstLoadFailedAndTriesAgain() {
        page.route(
                "**/api/pets",
                route -> route.fulfill(new Route.FulfillOptions().setStatus(503).setBody("{\"title\":\"Not now\"}")));
        page.navigate(base + "/petstore");
        assertThat(page.locator("#failure")).containsText("Failed to load the initial data. 503: Not now");
        page.unroute("**/api/pets");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Try again"))
                .click();
        assertThat(page.locator("#failure")).isHidden();
    }

    @Test
    void makesASourceAnewThatGaveUp() throws Exception {
        int[] refused = {0};
        page.route("**/api/events?**", route -> {
            if (++refused[0] <= 2) {
                route.fulfill(new Route.FulfillOptions().setStatus(502));
            } else {
                route.resume();
            }
        });
        open("multiplexed");
        assertThat(refused[0]).isEqualTo(3);
        put("pets/anew", new JsonObject().put("name", "Anew"));
        assertThat(row("pets", "Anew")).hasCount(1);
    }
}
