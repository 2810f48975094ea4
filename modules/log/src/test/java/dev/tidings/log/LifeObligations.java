package dev.tidings.log;

import static dev.tidings.log.Items.publish;
import static dev.tidings.log.LogDriver.await;
import static dev.tidings.log.LogDriver.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How a log ends. */
interface LifeObligations extends LogFixture {

    /** How long opening may take. */
    Duration WAIT = Duration.ofSeconds(30);

    @Test
    default void isWellWhileItIsOpen() {
        // a store on several servers is reached one by one
        Awaitility.await()
                .atMost(WAIT)
                .untilAsserted(() -> assertThat(log().log().health()).isEqualTo(LogHealth.OK));
    }

    @Test
    default void finishesWhatItAcceptedBeforeItCloses() {
        List<Future<BatchResult>> sent = IntStream.range(0, 100)
                .mapToObj(number -> log().send(publish(TASKS, number)))
                .toList();
        await(log().log().close());
        sent.forEach(accepted -> assertThat(await(accepted)).isInstanceOf(BatchResult.Decided.class));
    }

    @Test
    default void closesTwiceAsOnce() {
        await(log().log().close());
        await(log().log().close());
    }

    @Test
    default void aClosedLogAnswersThatItIsUnavailable() {
        await(log().log().close());
        assertUnavailable(log().send(publish(TASKS, 1)));
        assertUnavailable(log().log().read(ReadRequest.bounds(TASKS)));
        assertUnavailable(log().log().partitionStates());
        assertUnavailable(log().log().index(0, 0, 1));
        assertUnavailable(log().log().scan(TASKS, null, 1));
        assertUnavailable(log().log().document(TASKS, "a"));
        assertThat(log().log().health().writable()).isFalse();
    }

    private void assertUnavailable(Future<?> future) {
        assertThat(failureOf(future))
                .isInstanceOfSatisfying(
                        HubException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
}
