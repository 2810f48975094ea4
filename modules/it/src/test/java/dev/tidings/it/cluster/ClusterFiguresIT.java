package dev.tidings.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real nodes on a real Redis, and what faults cost them, in numbers. */
class ClusterFiguresIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern DATA = Pattern.compile("\"data\":(-?\\d+)");

    @TempDir
    private static Path folder;

    private static Nodes nodes;

    @BeforeAll
    static void start() throws IOException {
        nodes = new Nodes(folder, 2, "--appendonly", "yes", "--appendfsync", "everysec");
        nodes.start();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    /** R16: each of a thousand writes goes to both nodes at the same instant under one key. */
    @Test
    void aThousandKeysAtBothNodesAtOnceAreAThousandPublicationsAndEachGetsOneAnswer() throws Exception {
        int identical = 0;
        for (int wave = 0; wave < 20; wave++) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = wave * 50; i < wave * 50 + 50; i++) {
                answers.add(twice(i, 0));
                answers.add(twice(i, 1));
            }
            for (int i = 0; i < answers.size(); i += 2) {
                HttpResponse<String> first = answers.get(i).get(60, TimeUnit.SECONDS);
                HttpResponse<String> second = answers.get(i + 1).get(60, TimeUnit.SECONDS);
                assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
                assertThat(second.statusCode()).as(second.body()).isEqualTo(201);
                identical += first.body().equals(second.body()) ? 1 : 0;
            }
        }
        assertThat(identical).isEqualTo(1_000);
        assertThat(count(history("twice:1"), "\"offset\"")).isEqualTo(500);
        assertThat(count(history("tasks"), "\"task-created\"")).isEqualTo(500);
    }

    private static CompletableFuture<HttpResponse<String>> twice(int number, int node) {
        boolean publishes = number % 2 == 0;
        HttpRequest request = HttpRequest.newBuilder(
                        nodes.uri(node, publishes ? "/api/channels/twice:1/publications" : "/api/tasks"))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "twice-" + number)
                .POST(HttpRequest.BodyPublishers.ofString(
                        publishes ? "{\"data\":" + number + "}" : "{\"title\":\"" + number + "\"}"))
                .build();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /** R14: the store loses all that it had, its scripts too, while it is written to. */
    @Test
    void aStoreThatIsEmptiedUnderLoadIsToldToEveryReaderAndTakesWritesAgain() throws Exception {
        List<EventReader> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(new EventReader(nodes.uri(i, "/api/events/emptied:1"), ""));
        }
        for (EventReader reader : readers) {
            await().atMost(LIMIT).until(() -> reader.has("connected"));
        }
        AtomicBoolean goesOn = new AtomicBoolean(true);
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            for (int i = 0; goesOn.get() && i < 600; i++) {
                tryToPublish(i % 2, i);
            }
        });
        await().atMost(LIMIT)
                .until(() ->
                        readers.stream().allMatch(reader -> reader.numbers().size() > 50));
        nodes.redis().run("FLUSHALL");
        nodes.redis().run("SCRIPT", "FLUSH");
        nodes.redis().run("FUNCTION", "FLUSH");
        long emptied = System.nanoTime();
        for (int i = 0; i < 2; i++) {
            int node = i;
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> tryToPublish(node, -1 - node));
        }
        System.out.println("both nodes acknowledged a write again "
                + Duration.ofNanos(System.nanoTime() - emptied).toMillis() + " ms after the store was emptied");
        goesOn.set(false);
        load.get(60, TimeUnit.SECONDS);
        List<Integer> kept = DATA.matcher(history("emptied:1"))
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
        assertThat(kept).contains(-1, -2);
        for (EventReader reader : readers) {
            await().atMost(LIMIT)
                    .until(() -> reader.has("reset") && !sinceReset(reader).isEmpty());
            // at each look anew: a second reset may follow the first
            await().atMost(LIMIT).untilAsserted(() -> {
                int from = offsetOf(lastReset(reader));
                assertThat(sinceReset(reader)).isEqualTo(kept.subList(from, kept.size()));
            });
            reader.close();
        }
    }

    /** What a reset says to go on after. */
    private static int offsetOf(EventReader.Event reset) {
        String told = Nodes.field(reset.data(), "position");
        return Integer.parseInt(told.substring(told.indexOf('-') + 1));
    }

    private static EventReader.Event lastReset(EventReader reader) {
        return reader.events().stream()
                .filter(event -> event.name().equals("reset"))
                .reduce((before, next) -> next)
                .orElseThrow();
    }

    private static List<Integer> sinceReset(EventReader reader) {
        List<EventReader.Event> events = reader.events();
        return events.subList(events.indexOf(lastReset(reader)) + 1, events.size()).stream()
                .filter(event -> event.name().equals("message"))
                .map(event -> Integer.valueOf(event.data()))
                .toList();
    }

    private static boolean tryToPublish(int node, int number) {
        try {
            nodes.publish(node, "emptied:1", number);
            return true;
        } catch (IOException e) {
            return false; // refused, as long as nobody knows what the store has
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String history(String channel) throws Exception {
        return nodes.get(0, "/api/channels/" + channel + "/publications?since=earliest&limit=1000");
    }

    private static long count(String text, String word) {
        return Pattern.compile(Pattern.quote(word)).matcher(text).results().count();
    }
}
