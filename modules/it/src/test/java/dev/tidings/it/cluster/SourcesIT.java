package dev.tidings.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R27 with real nodes on a real Redis: one owner of a source, whatever is done to it. */
class SourcesIT {

    private static final String OWNER = "tidings_source_owner{source=\"shop\"}";
    private static final String STALE = "tidings_source_stale_appends_total{source=\"shop\"}";

    @TempDir
    private Path folder;

    private HttpServer shop;
    private Nodes nodes;
    private volatile String answer = "[]";

    @BeforeEach
    void open() throws IOException {
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        shop.createContext("/", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        shop.start();
        String sources = "{shop: {url: 'http://127.0.0.1:" + shop.getAddress().getPort()
                + "/', collection: animals, interval: {min: 100ms, max: 500ms}, allow: [127.0.0.1]}}";
        nodes = new Nodes(
                folder,
                2,
                Map.of("TIDINGS_COLLECTIONS", "{animals: {}}", "TIDINGS_SOURCES", sources),
                "--appendonly",
                "yes");
        nodes.start();
    }

    @AfterEach
    void close() {
        nodes.close();
        shop.stop(0);
    }

    @Test
    void aFrozenOwnerIsReplacedAndWhatItWritesWhenItWakesIsRefused() throws Exception {
        until(() -> owners() == 1);
        int frozen = nodes.figure(0, OWNER) == 1 ? 0 : 1;
        int other = 1 - frozen;
        offer(3, 1);
        until(() -> seen(other, 3, 1));

        nodes.signal(frozen, "STOP");
        long stopped = System.nanoTime();
        try {
            until(() -> nodes.figure(other, OWNER) == 1);
            System.out.println("taken over "
                    + Duration.ofNanos(System.nanoTime() - stopped).toMillis() + " ms after the owner froze");
            offer(4, 2);
            until(() -> seen(other, 4, 2));
        } finally {
            nodes.signal(frozen, "CONT");
        }
        until(() -> nodes.figure(frozen, OWNER) == 0);
        until(() -> nodes.figure(frozen, STALE) > 0);
        assertThat(nodes.figure(other, OWNER)).isEqualTo(1);

        nodes.process(other).kill();
        long killed = System.nanoTime();
        until(() -> nodes.figure(frozen, OWNER) == 1);
        System.out.println("taken over "
                + Duration.ofNanos(System.nanoTime() - killed).toMillis() + " ms after the owner was killed");
        offer(5, 3);
        until(() -> seen(frozen, 5, 3));

        String events = nodes.get(frozen, "/api/channels/animals/publications?limit=1000");
        assertThat(count(events, "animal-created")).as("each once").isEqualTo(5);
        assertThat(count(events, "animal-updated")).as("each once").isEqualTo(3 + 4);
        assertThat(count(events, "animal-deleted")).isZero();
    }

    /** So many animals, all of them changed. */
    private void offer(int animals, int change) {
        StringBuilder all = new StringBuilder("[");
        for (int i = 0; i < animals; i++) {
            all.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"")
                    .append(i)
                    .append("\",\"change\":")
                    .append(change)
                    .append('}');
        }
        answer = all + "]";
    }

    private boolean seen(int node, int animals, int change) throws Exception {
        return count(nodes.get(node, "/api/animals"), "\"change\":" + change) == animals;
    }

    private long owners() {
        return List.of(0, 1).stream()
                .filter(node -> nodes.figure(node, OWNER) == 1)
                .count();
    }

    private static long count(String text, String word) {
        return Pattern.compile(Pattern.quote(word)).matcher(text).results().count();
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(condition);
    }
}
