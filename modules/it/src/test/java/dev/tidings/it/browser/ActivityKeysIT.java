package dev.tidings.it.browser;

import static dev.tidings.it.browser.ActivityStage.add;
import static dev.tidings.it.browser.ActivityStage.awaitState;
import static dev.tidings.it.browser.ActivityStage.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The activity page of a hub with keys, on an address that is no loopback one: people have passwords, and rights. */
class ActivityKeysIT {

    private static final String PASSWORD = "correct horse";

    /** Of that password, as cheap as may be: on a busy machine the page gives up on a sign-in that takes 15 s. */
    private static final String HASH =
            "pbkdf2-sha256$100000$zYz0bMR4Ij/8JPdZ0p6V3Q$V+7X3xWBRGS2k1Zmuczlpgr6qQiyiwBKybuAvfHVT0w";

    @TempDir
    private static Path folder;

    private static ActivityStage stage;

    @BeforeAll
    static void open() throws Exception {
        stage = new ActivityStage(
                folder,
                Map.of(
                        "TIDINGS_LISTEN_HOST",
                        "0.0.0.0",
                        "TIDINGS_LISTEN_PRIVATE_NETWORK",
                        "true",
                        "TIDINGS_AUTH_KEYS",
                        "{main: a secret of more than thirty-two bytes}",
                        "TIDINGS_AUTH_USERS",
                        "{ada: {password: '" + HASH + "', name: Ada Lovelace, subscribe: [tasks], write: [tasks]},"
                                + " bob: {password: '" + HASH + "', subscribe: [tasks]}}"));
    }

    @AfterAll
    static void close() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void takesTheRightPasswordAloneAndShowsWhoMayChangeNothingWhatOthersChange() {
        Page ada = stage.newPage(stage.base());
        Response refused = ada.navigate(stage.base() + "/activity");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(ada.textContent("main")).contains("You must be signed in.");
        signIn(ada, "ada", "wrong horse");
        ada.waitForFunction("() => document.querySelector('#problem').textContent.includes('password')");
        signIn(ada, "ada", PASSWORD);
        awaitState(ada, "Connected");
        assertThat(ada.textContent("#me")).isEqualTo("Ada Lovelace");

        Page bob = stage.newPage(stage.base());
        bob.navigate(stage.base() + "/activity");
        signIn(bob, "bob", PASSWORD);
        awaitState(bob, "Connected");
        add(ada, "Ada may");
        row(bob, "Ada may").waitFor();
        add(bob, "Bob may not");
        bob.waitForFunction("() => document.querySelector('#notices').textContent.trim() !== ''");
        bob.waitForFunction("() => document.querySelectorAll('.task').length === 1");
        assertThat(ActivityStage.rows(bob)).isEqualTo(ActivityStage.rows(ada));

        ada.click("#sign-out");
        ada.waitForSelector("#sign-in");
        assertThat(bob.textContent("#state-text")).isEqualTo("Connected");
        assertThat(stage.oddities()).isEmpty();
    }

    private static void signIn(Page page, String name, String password) {
        page.fill("#name", name);
        page.fill("#password", password);
        page.click("button[type=submit]");
    }
}
