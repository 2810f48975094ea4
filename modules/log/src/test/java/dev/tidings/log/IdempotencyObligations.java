package dev.tidings.log;

import static dev.tidings.log.Items.keyed;
import static dev.tidings.log.Items.publish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.AppendResult.KeyReused;
import dev.tidings.log.AppendResult.Refused;
import dev.tidings.log.AppendResult.Repeated;
import dev.tidings.log.AppendResult.StaleFence;
import dev.tidings.log.AppendResult.VersionConflict;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.Partitions;
import dev.tidings.model.Position;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A key is answered once, and then with the same answer. */
interface IdempotencyObligations extends LogFixture {

    /** Few keys, that live 60 s. */
    LogLimits FEW_KEYS = new LogLimits(Partitions.COUNT * 4, 1 << 30, 60_000, 1_000, 1_000);

    @Test
    default void theSameKeyAgainGivesTheFirstAnswerAndAppendsNothing() {
        log().appended(publish(TASKS, 1));
        Appended first = log().appended(keyed(publish(TASKS, 2, 3), "key", "hash"));
        log().appended(publish(TASKS, 4));
        StoredAnswer answer = new StoredAnswer(201, new Position(first.epoch(), 3), 2, null, 0);
        assertThat(log().one(keyed(publish(TASKS, 2, 3), "key", "hash"))).isEqualTo(new Repeated(answer));
        assertThat(log().one(keyed(publish(TASKS, 9), "key", "hash"))).isEqualTo(new Repeated(answer));
        assertThat(log().offsets(TASKS)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(log().state(TASKS).sequence()).isEqualTo(4);
    }

    @Test
    default void theSameKeyWithAnotherRequestIsRefused() {
        log().appended(keyed(publish(TASKS, 1), "key", "hash"));
        assertThat(log().one(keyed(publish(TASKS, 1), "key", "other"))).isEqualTo(new KeyReused());
        assertThat(log().read(TASKS).head()).isEqualTo(1);
    }

    @Test
    default void keysDifferInEveryCharacter() {
        log().appended(keyed(publish(TASKS, 1), "key", "hash"));
        log().appended(keyed(publish(TASKS, 2), "Key", "hash"));
        log().appended(keyed(publish(TASKS, 3), "key ", "hash"));
        log().appended(keyed(publish(TASKS, 4), "kéy\u0000/\uD83D\uDE00", "hash"));
        assertThat(log().one(keyed(publish(TASKS, 5), "kéy\u0000/\uD83D\uDE00", "hash")))
                .isInstanceOf(Repeated.class);
    }

    @Test
    default void theAnswerForADocumentNamesItAndItsVersion() {
        Appended first = log().appended(keyed(Items.create(TASKS, "a", 1), "key", "hash"));
        log().appended(Items.replace(TASKS, "a", 1, 2));
        assertThat(log().one(keyed(Items.create(TASKS, "a", 1), "key", "hash")))
                .isEqualTo(new Repeated(new StoredAnswer(201, new Position(first.epoch(), 1), 1, "a", 1)));
        log().appended(keyed(Items.remove(TASKS, "a", 2), "gone", "hash"));
        assertThat(log().one(keyed(Items.remove(TASKS, "a", 2), "gone", "hash")))
                .isEqualTo(new Repeated(new StoredAnswer(201, new Position(first.epoch(), 3), 3, "a", 3)));
    }

    @Test
    default void aStepWithoutEntriesIsRememberedToo() {
        Appended created = log().appended(Items.create(TASKS, "a", 1));
        Append unchanged = keyed(Items.write(TASKS, new DocumentWrite("a", 1, true, 77)), "key", "hash");
        assertThat(log().appended(unchanged).publications()).isEmpty();
        assertThat(log().document(TASKS, "a").version()).isEqualTo(1);
        assertThat(log().one(unchanged))
                .isEqualTo(new Repeated(new StoredAnswer(201, new Position(created.epoch(), 1), 0, "a", 1)));
    }

    @Test
    default void theKeyIsLookedAtBeforeFenceAndVersion() {
        Fence owner = new Fence("poll", 5);
        Append first = keyed(Items.fenced(Items.create(TASKS, "a", 1), owner), "key", "hash");
        log().appended(first);
        Append late = keyed(Items.fenced(Items.create(TASKS, "a", 1), new Fence("poll", 4)), "key", "hash");
        assertThat(log().one(late)).isInstanceOf(Repeated.class);
        assertThat(log().one(keyed(late, "key", "other"))).isEqualTo(new KeyReused());
        assertThat(log().one(keyed(late, "fresh", "hash"))).isEqualTo(new StaleFence(5));
    }

    @Test
    default void aRefusedItemDoesNotUseItsKeyUp() {
        log().appended(Items.create(TASKS, "a", 1));
        assertThat(log().one(keyed(Items.replace(TASKS, "a", 7, 2), "key", "hash")))
                .isInstanceOf(VersionConflict.class);
        log().appended(keyed(Items.replace(TASKS, "a", 1, 2), "key", "another"));
    }

    @Test
    default void theSameKeyTwiceInOneBatchIsAppendedOnce() {
        Append item = keyed(publish(TASKS, 1), "key", "hash");
        List<AppendResult> results = log().append(item, item, keyed(publish(TASKS, 2), "key", "other"));
        assertThat(results.get(0)).isInstanceOf(Appended.class);
        assertThat(results.get(1)).isInstanceOf(Repeated.class);
        assertThat(results.get(2)).isEqualTo(new KeyReused());
        assertThat(log().read(TASKS).head()).isEqualTo(1);
    }

    @Test
    default void theSameKeyInFlightIsAppendedOnce() {
        List<Future<BatchResult>> sent = IntStream.range(0, 50)
                .mapToObj(i -> log().send(keyed(publish(TASKS, 1), "key", "hash")))
                .toList();
        assertAppendedOnce(sent.stream()
                .map(LogDriver::await)
                .map(result -> ((BatchResult.Decided) result).results().get(0))
                .toList());
    }

    @Test
    default void manyThreadsWithTheSameKeyGetOneAppendAndIdenticalAnswers() throws Exception {
        List<AppendResult> results = Collections.synchronizedList(new ArrayList<>());
        List<Thread> writers = IntStream.range(0, 16)
                .mapToObj(i -> new Thread(() -> IntStream.range(0, 20)
                        .forEach(number -> results.add(log().one(keyed(publish(TASKS, number), "key", "hash"))))))
                .toList();
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join(60_000);
        }
        assertThat(results).hasSize(16 * 20);
        assertAppendedOnce(results);
    }

    private void assertAppendedOnce(List<AppendResult> results) {
        List<Appended> appended = results.stream()
                .filter(Appended.class::isInstance)
                .map(Appended.class::cast)
                .toList();
        assertThat(appended).hasSize(1);
        Repeated again =
                new Repeated(new StoredAnswer(201, new Position(appended.get(0).epoch(), 1), 1, null, 0));
        assertThat(results).filteredOn(result -> result != appended.get(0)).containsOnly(again);
        assertThat(log().read(TASKS).head()).isEqualTo(1);
    }

    @Test
    default void aKeyIsRememberedForItsLifeAndThenForgotten() {
        LogDriver few = open(FEW_KEYS);
        Append item = keyed(publish(TASKS, 1), "key", "hash");
        few.appended(item);
        clock().advance(59_000);
        sweep(few);
        assertThat(few.one(item)).isInstanceOf(Repeated.class);
        clock().advance(2_000);
        sweep(few);
        assertThat(few.appended(item).head()).isEqualTo(2);
    }

    @Test
    default void aRepeatDoesNotLengthenTheLifeOfAKey() {
        LogDriver few = open(FEW_KEYS);
        Append item = keyed(publish(TASKS, 1), "key", "hash");
        few.appended(item);
        clock().advance(40_000);
        assertThat(few.one(item)).isInstanceOf(Repeated.class);
        clock().advance(40_000);
        sweep(few);
        assertThat(few.appended(item).head()).isEqualTo(2);
    }

    @Test
    default void keysBeyondTheBoundAreRefusedAndNoneIsForgotten() {
        LogDriver few = open(FEW_KEYS);
        int taken = keysTaken(few, FEW_KEYS.maxKeys() + 1);
        assertThat(taken).isBetween(FEW_KEYS.maxKeys() / Partitions.COUNT, FEW_KEYS.maxKeys());
        long head = few.read(TASKS).head();
        assertKeysExhausted(few.one(keyed(publish(TASKS, 0), "one more", "hash")));
        assertThat(few.read(TASKS).head()).isEqualTo(head);
        for (int i = 0; i < taken; i++) {
            assertThat(few.one(keyed(publish(TASKS, 0), "key " + i, "hash"))).isInstanceOf(Repeated.class);
        }
        few.appended(publish(TASKS, 1));
        clock().advance(61_000);
        sweep(few);
        few.appended(keyed(publish(TASKS, 0), "one more", "hash"));
    }

    @Test
    default void keysAreBoundedInBytesToo() {
        LogLimits small = new LogLimits(1_000_000, Partitions.COUNT * 4_096, 60_000, 1_000, 1_000);
        LogDriver few = open(small);
        int most = Partitions.COUNT * 4_096 / 32;
        int taken = keysTaken(few, most);
        assertThat(taken).isLessThan(most);
        assertKeysExhausted(few.one(keyed(publish(TASKS, 0), "one more", "hash")));
        clock().advance(61_000);
        sweep(few);
        assertThat(keysTaken(few, most)).isEqualTo(taken);
    }

    @Test
    default void aConflictIsToldEvenWhenTheKeysAreExhausted() {
        LogDriver few = open(FEW_KEYS);
        few.appended(Items.create(TASKS, "a", 1));
        keysTaken(few, FEW_KEYS.maxKeys() + 1);
        assertThat(few.one(keyed(Items.create(TASKS, "a", 2), "one more", "hash")))
                .isInstanceOf(VersionConflict.class);
    }

    private int keysTaken(LogDriver few, int most) {
        int taken = 0;
        while (taken < most && few.one(keyed(publish(TASKS, taken), "key " + taken, "hash")) instanceof Appended) {
            taken++;
        }
        return taken;
    }

    private void assertKeysExhausted(AppendResult result) {
        assertThat(result).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason().code()).isEqualTo(ErrorCode.KEYS_EXHAUSTED);
            assertThat(refused.reason().detail()).contains("limit");
        });
    }
}
