package dev.tidings.it.browser;

import static dev.tidings.it.browser.ActivityStage.add;
import static dev.tidings.it.browser.ActivityStage.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The activity page without a mouse, and as a screen reader sees it. */
class ActivityAccessIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static ActivityStage stage;

    @BeforeAll
    static void open() throws Exception {
        stage = new ActivityStage(folder);
    }

    @AfterEach
    void goHome() throws Exception {
        stage.reset();
    }

    @AfterAll
    static void close() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void worksByKeyboardAlone() {
        Page page = stage.signedIn("Ada");
        press(page, "Tab", "Enter");
        awaitFocus(page, "New task");
        page.keyboard().type("Typed");
        press(page, "Enter");
        row(page, "Typed").waitFor();
        awaitFocus(page, "New task");
        press(page, "Tab", "Tab");
        awaitFocus(page, "Done: Typed");
        press(page, "Space");
        page.locator(".is-done .title", new Page.LocatorOptions().setHasText("Typed"))
                .waitFor();
        awaitFocus(page, "Done: Typed");
        press(page, "Tab", "Enter");
        page.keyboard().type("Renamed");
        press(page, "Escape");
        awaitFocus(page, "Typed, rename");
        press(page, "Enter");
        page.keyboard().type("Renamed");
        press(page, "Enter");
        row(page, "Renamed").waitFor();
        awaitFocus(page, "Renamed, rename");
        press(page, "Tab", "Enter");
        page.keyboard().type("Bea");
        press(page, "Enter");
        awaitFocus(page, "Bea, assignee of Renamed");
        press(page, "Tab");
        awaitFocus(page, "Delete Renamed");
        int before = page.locator(".task").count();
        press(page, "Enter");
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(page.locator(".task").count()).isEqualTo(before - 1));
        assertThat(focused(page)).isNotEmpty().doesNotContain("Renamed");
        assertThat((Boolean) page.evaluate("() => document.activeElement.matches(':focus-visible')"))
                .isTrue();
    }

    private static void press(Page page, String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    private static void awaitFocus(Page page, String name) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(focused(page)).isEqualTo(name));
    }

    /** The name of what has the focus. */
    private static String focused(Page page) {
        return (String) page.evaluate("""
                () => document.activeElement === document.body ? ''
                  : document.activeElement.ariaLabel ?? document.activeElement.labels?.[0]?.textContent
                    ?? document.activeElement.textContent""");
    }

    @Test
    void everyControlHasAName() {
        Page page = stage.signedIn("Ada");
        add(page, "Named");
        row(page, "Named").waitFor();
        row(page, "Named").locator(".title").click();
        CDPSession tree = page.context().newCDPSession(page);
        tree.send("Accessibility.enable");
        Set<String> controls = Set.of("button", "textbox", "checkbox", "link", "log", "list", "region", "heading");
        Set<String> found = new TreeSet<>();
        JsonArray nodes = tree.send("Accessibility.getFullAXTree").getAsJsonArray("nodes");
        for (JsonElement element : nodes) {
            JsonObject node = element.getAsJsonObject();
            String role = text(node, "role");
            if (controls.contains(role) && !node.get("ignored").getAsBoolean()) {
                found.add(role);
                assertThat(text(node, "name").isBlank() && !role.equals("list"))
                        .as(node.toString())
                        .isFalse();
            }
        }
        assertThat(found).contains("button", "textbox", "checkbox", "log", "list", "heading");
        assertThat(page.locator("[role=status]").count()).isGreaterThanOrEqualTo(2);
    }

    private static String text(JsonObject node, String field) {
        JsonObject value = node.getAsJsonObject(field);
        return value == null || value.get("value") == null
                ? ""
                : value.get("value").getAsString();
    }
}
