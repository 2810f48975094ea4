package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is tried again, and under which key, against a hub that answers as the test wants. */
class RequestTest {

    private final Vertx vertx = Vertx.vertx();
    private final TidingsClient client = client(30_000, 60_000);

    /** For what never comes. */
    private final TidingsClient hasty = client(200, 1_500);

    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Tries again after so long without an answer, and for so long in all. */
    private TidingsClient client(long attemptMillis, long millis) {
        return new TidingsClient(vertx, new ClientOptions(attemptMillis, millis, 10, 100), new Random(5));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void waitsForANodeToAppear() {
        Future<Published> published = client.publish(PublishRequest.of("chat", "1"));
        assertThat(published.isComplete()).isFalse();
        hub((count, message) -> message.reply(Golden.message("publish-reply")));
        assertThat(await(published).position()).isNotNull();
    }

    @Test
    void whereNoNodeAppearsNothingWasDone() {
        assertThat(refusal(hasty.publish(PublishRequest.of("chat", "1")))).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void anAttemptWithoutAnswerIsRepeatedUnderTheSameKey() {
        hub((count, message) -> {
            if (count > 2) {
                message.reply(Golden.message("publish-reply"));
            }
        });
        TidingsClient restless = client(500, 60_000);
        await(restless.publish(PublishRequest.of("chat", "1")));
        assertThat(requests).hasSizeGreaterThanOrEqualTo(3);
        assertThat(requests.stream().map(RequestTest::key).distinct()).hasSize(1);
        await(restless.publish(PublishRequest.of("chat", "1")));
        assertThat(requests.stream().map(RequestTest::key).distinct()).hasSize(2);
    }

    @Test
    void whenTheTimeIsUpTheOutcomeIsUnknown() {
        hub((count, message) -> {});
        assertThat(refusal(hasty.publish(PublishRequest.of("chat", "1")))).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(refusal(hasty.read("tasks"))).as("a read changes nothing").isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void anUnknownOutcomeStaysUnknownWhateverIsSaidLast() {
        hub((count, message) -> {
            if (count > 1) {
                message.fail(503, Golden.message("problem-overloaded").toString());
            }
        });
        assertThat(refusal(hasty.publish(PublishRequest.of("chat", "1")))).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    }

    @Test
    void comesBackAfterTheTimeThatItIsTold() {
        hub((count, message) -> {
            if (count == 1) {
                message.fail(503, Golden.message("problem-overloaded").toString());
            } else {
                message.reply(Golden.message("write-reply"));
            }
        });
        long before = System.nanoTime();
        await(client.write(WriteRequest.create("tasks", "{}")));
        assertThat((System.nanoTime() - before) / 1_000_000).isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void aRefusalIsFinal() {
        hub((count, message) -> message.fail(409, Golden.message("problem").toString()));
        assertThat(refusal(client.write(WriteRequest.put("tasks", "42", "{}")))).isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(requests).hasSize(1);
    }

    @Test
    void aMissingDocumentIsNoFailure() {
        hub((count, message) -> message.fail(404, "{\"code\":\"not-found\"}"));
        assertThat(await(client.read("tasks", "1"))).isEmpty();
        assertThat(refusal(client.read("tasks"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    private void hub(BiConsumer<Integer, Message<Buffer>> answers) {
        for (String address : List.of(Addresses.PUBLISH, Addresses.WRITE, Addresses.READ)) {
            vertx.eventBus().<Buffer>consumer(address, message -> {
                requests.add(message.body().toString());
                answers.accept(requests.size(), message);
            });
        }
    }

    private static String key(String request) {
        return Wire.required(Wire.members(Buffer.buffer(request)), "idempotencyKey");
    }

    private static ErrorCode refusal(Future<?> future) {
        Throwable thrown = catchThrowable(() -> await(future));
        assertThat(thrown).hasCauseInstanceOf(HubException.class);
        return ((HubException) thrown.getCause()).code();
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(90, TimeUnit.SECONDS)
                .join();
    }
}
