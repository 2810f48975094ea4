package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Paths that one program reads as another one's: where a guard (here: a proxy that shields {@code /admin}) and the hub
 * disagree, the guard is passed by. So there is one spelling of each path, and everything else is nowhere.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PathTricksTest {

    private final AtomicInteger reached = new AtomicInteger();
    private final Operation secret = operation(HttpMethod.GET, "/admin/keys", exchange -> {
        reached.incrementAndGet();
        exchange.respond(200, JsonText.of("1"));
    });
    private final Operation open = new Operation(
            "open",
            HttpMethod.GET,
            "/open/{page}",
            "test",
            "Open to all.",
            List.of(),
            null,
            Map.of(),
            true,
            exchange -> exchange.respond(200, JsonText.of("2")));

    private final EdgeNode node = new EdgeNode(
            ListenerSettings.development(0),
            new Border(
                    (request, cookie) ->
                            Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "You must be signed in.")),
                    () -> false),
            secret,
            open);

    @AfterAll
    void close() {
        node.close();
    }

    private int status(String target) {
        return node.request("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//admin/keys",
                "/admin//keys",
                "/admin/keys/",
                "/admin/./keys",
                "/./admin/keys",
                "/open/../admin/keys",
                "/open/..;/admin/keys",
                "/admin/..;/keys",
                "/admin;/keys",
                "/admin/keys;a=b",
                "/admin/keys;.css",
                "/admin/keys%00",
                "/admin/keys%00.css",
                "/admin/keys%20",
                "/admin/keys%0a",
                "/admin%2fkeys",
                "/admin%2Fkeys",
                "/admin%5ckeys",
                "/admin\\keys",
                "/%2e%2e/admin/keys",
                "/open/%2e%2e/admin/keys",
                "/open/%2e%2e%2fadmin/keys",
                "/open/%252e%252e/admin/keys",
                "/open/%c0%ae%c0%ae/admin/keys",
                "/open/%uff0e%uff0e/admin/keys",
                "/ADMIN/keys",
                "/Admin/Keys",
                "/admin/keys.json",
                "/open/page/../../admin/keys",
                "/admin/keys%",
                "/admin/keys%f",
                "/admin/keys#/open/page",
                "admin/keys",
                "*"
            })
    void leadNowhere(String target) {
        reached.set(0);
        assertThat(status(target)).isIn(400, 404);
        assertThat(reached).hasValue(0);
    }

    /** A letter in another spelling is the same path by every reading (RFC 3986 §2.3), so that it is guarded as well. */
    @ParameterizedTest
    @ValueSource(strings = {"/admin/keys", "/%61dmin/keys", "/admin/key%73", "/admin/keys?/open/page"})
    void leadToWhatIsGuarded(String target) {
        reached.set(0);
        assertThat(status(target)).isEqualTo(401);
        assertThat(reached).hasValue(0);
        assertThat(status("/open/page")).isEqualTo(200);
    }

    /** A search that tries each way anew would take a time that grows beyond all bounds with the path. */
    @Test
    void costNoTime() {
        List<String> long8KiB = List.of(
                "/".repeat(8_000),
                "/a".repeat(4_000),
                "/open".repeat(1_600),
                "/%2e".repeat(2_000),
                "/open/" + "%41".repeat(2_600),
                "/open/" + "a;".repeat(4_000),
                "/open/page?" + "a&".repeat(4_000),
                "/open/page?" + "a=%41&".repeat(1_300));
        long8KiB.forEach(this::status);
        for (String target : long8KiB) {
            assertThat(quickest(target, 10)).as(target.substring(0, 12)).isLessThan(10);
        }
    }

    /** The time of the quickest of many requests, which a busy machine delays by chance only, or of one that is quick. */
    private long quickest(String target, long quickMillis) {
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 100 && quickest >= quickMillis; i++) {
            long begin = System.nanoTime();
            status(target);
            quickest = Math.min(quickest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }
        return quickest;
    }
}
