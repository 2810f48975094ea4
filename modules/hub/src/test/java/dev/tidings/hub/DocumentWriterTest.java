package dev.tidings.hub;

import static dev.tidings.hub.PetWrites.PETS;
import static dev.tidings.hub.PetWrites.delete;
import static dev.tidings.hub.PetWrites.keyed;
import static dev.tidings.hub.PetWrites.patch;
import static dev.tidings.hub.PetWrites.pets;
import static dev.tidings.hub.PetWrites.post;
import static dev.tidings.hub.PetWrites.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Kind;
import dev.tidings.model.Names;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Writes of documents on one node, or on two where what one remembers is old. */
class DocumentWriterTest {

    private static final String REX = "{\"name\":\"Rex\"}";
    private static final String MAX = "{\"name\":\"Max\"}";

    private final Random random = new Random(7);
    private final SteppedLoop loop = new SteppedLoop(random);
    private final MemoryLog log = new MemoryLog(
            channel -> new ChannelSettings(Kind.LOG, 20, 86_400_000L),
            LogLimits.DEFAULT,
            () -> Epoch.draw(random),
            loop::monotonicMillis,
            "store");
    private final WritingNode node = node(pets());

    @Test
    void makesAShortIdForANewDocument() {
        Written one = done(node.write(post(null, REX)));
        Written other = done(node.write(post(null, REX)));
        assertThat(one.id()).matches("[0-9A-Za-z]{17}").isNotEqualTo(other.id());
        assertThat(Names.isDocumentId(one.id())).isTrue();
        assertThat(one.status()).isEqualTo(201);
        assertThat(DocumentText.parse(one.document()).path("id").textValue()).isEqualTo(one.id());
    }

    @Test
    void answersWithThePositionOfTheLastPublication() {
        done(node.write(post("1", REX)));
        Written sold = done(node.write(patch("1", "{\"status\":\"sold\"}")));
        assertThat(sold.position().offset()).isEqualTo(3);
        assertThat(publications())
                .extracting(Publication::event)
                .containsExactly("pet-created", "pet-updated", "pet-status-changed");
    }

    @Test
    void refusesAnIdThatIsNone() {
        assertThat(refused(node.write(put("stream", REX))).code()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(refused(node.write(put("a/b", REX))).code()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(node.appends).isZero();
        assertThat(node.writer.writes()).isZero();
    }

    @Test
    void publishesNothingWhenNothingChanges() {
        done(node.write(post("1", REX)));
        Written same = done(node.write(patch("1", REX)));
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.version()).isEqualTo(1);
        assertThat(same.position().offset()).isEqualTo(1);
        assertThat(publications()).hasSize(1);
    }

    @Test
    void doesNotCallItUnchangedWhenOnlyItsMemoryIsOld() {
        WritingNode old = staleNode();
        done(node.write(post("1", REX)));
        old.catchUp();
        done(node.write(put("1", MAX)));
        Written back = done(old.write(put("1", REX)));
        assertThat(back.version()).isEqualTo(3);
        assertThat(publications()).hasSize(3);
    }

    @Test
    void doesNotRefuseWhatOnlyItsMemoryRefuses() {
        WritingNode old = staleNode();
        done(node.write(post("1", REX)));
        assertThat(done(old.write(patch("1", MAX))).version()).isEqualTo(2);
        old.catchUp();
        done(node.write(delete("1")));
        Written again = done(old.write(post("1", REX)));
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.version()).isEqualTo(4);
    }

    @Test
    void refusesWithTheDocumentAsTheLogHasIt() {
        WritingNode old = staleNode();
        done(node.write(post("1", REX)));
        old.catchUp();
        Written max = done(node.write(put("1", MAX)));
        HubException stale = refused(old.write(put("1", "{\"name\":\"Tom\"}", Precondition.ifVersion(1))));
        assertThat(stale.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(stale.current()).isEqualTo(max.document());
        HubException exists = refused(staleNode().write(post("1", REX)));
        assertThat(exists.code()).isEqualTo(ErrorCode.EXISTS);
        assertThat(exists.current()).isEqualTo(max.document());
    }

    @Test
    void neverLetsAnOldVersionWinOverARecreatedDocument() {
        done(node.write(post("1", REX)));
        Written deleted = done(node.write(delete("1")));
        Written recreated = done(node.write(put("1", MAX)));
        assertThat(List.of(deleted.version(), recreated.version())).containsExactly(2L, 3L);
        assertThat(refused(node.write(put("1", REX, Precondition.ifVersion(1)))).code())
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(refused(node.write(put("1", REX, new Precondition(null, false, 1))))
                        .code())
                .isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(publications()).hasSize(3);
    }

    @Test
    void givesTheFirstAnswerToARepeatedKey() {
        WriteCommand creation = keyed(post(null, REX), "k1");
        Written first = done(node.write(creation));
        assertThat(done(node.write(keyed(post(null, REX), "k1")))).isEqualTo(first);
        done(node.write(put(first.id(), MAX)));
        assertThat(done(staleNode().write(creation))).isEqualTo(first);
        Written deleted = done(node.write(keyed(delete(first.id()), "k2")));
        assertThat(done(staleNode().write(keyed(delete(first.id()), "k2")))).isEqualTo(deleted);
        assertThat(publications()).hasSize(3);
    }

    @Test
    void remembersTheKeyOfAWriteThatChangedNothing() {
        done(node.write(post("1", REX)));
        Written same = done(node.write(keyed(put("1", REX), "k")));
        assertThat(done(node.write(keyed(put("1", REX), "k")))).isEqualTo(same);
        done(node.write(put("1", MAX)));
        Written later = done(node.write(keyed(put("1", REX), "k")));
        assertThat(later.document()).hasToString("{\"id\":\"1\",\"version\":1}");
        assertThat(later.position()).isEqualTo(same.position());
        assertThat(publications()).hasSize(2);
    }

    @Test
    void givesIdAndVersionWhenTheLogNoLongerHasTheFirstAnswer() {
        Written first = done(node.write(keyed(post("1", REX), "k")));
        for (int i = 0; i < 30; i++) {
            done(node.write(patch("1", "{\"n\":" + i + "}")));
        }
        Written again = done(node.write(keyed(post("1", REX), "k")));
        assertThat(again.document()).hasToString("{\"id\":\"1\",\"version\":1}");
        assertThat(List.of(again.status(), again.position())).isEqualTo(List.of(first.status(), first.position()));
    }

    @Test
    void refusesAKeyWithAnotherRequest() {
        done(node.write(keyed(post("1", REX), "k", "one")));
        assertThat(refused(node.write(keyed(post("1", MAX), "k", "other"))).code())
                .isEqualTo(ErrorCode.KEY_REUSED);
        assertThat(refused(node.write(keyed(patch("9", MAX), "k", "third"))).code())
                .isEqualTo(ErrorCode.KEY_REUSED);
    }

    @Test
    void remembersSuccessesOnly() {
        WriteCommand patch = keyed(patch("1", MAX), "k");
        assertThat(refused(node.write(patch)).code()).isEqualTo(ErrorCode.NOT_FOUND);
        done(node.write(post("1", REX)));
        assertThat(done(node.write(patch)).version()).isEqualTo(2);
    }

    @Test
    void takesTheWritesOfADocumentInTheOrderInWhichTheyCame() {
        done(node.write(post("1", REX)));
        List<Future<Written>> writes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            writes.add(node.write(patch("1", "{\"n\":" + i + "}")));
        }
        int appends = node.appends;
        loop.run();
        for (int i = 0; i < 10; i++) {
            assertThat(writes.get(i).result().version()).isEqualTo(i + 2);
            assertThat(writes.get(i).result().document().toString()).contains("\"n\":" + i);
        }
        assertThat(node.appends - appends)
                .as("each begins with what the one before left")
                .isEqualTo(9);
    }

    @Test
    void goesOnAfterAWriteThatFailed() {
        done(node.write(post("1", REX)));
        DocumentEdit broken = current -> {
            throw new IllegalStateException("a fault of the test");
        };
        Future<Written> stale = node.write(put("1", MAX, Precondition.ifVersion(9)));
        Future<Written> faulty = node.write(PetWrites.command(Operation.PATCH, "1", broken, Precondition.NONE));
        Future<Written> good = node.write(put("1", MAX));
        good.onComplete(answer -> {
            throw new IllegalStateException("a fault of the caller");
        });
        Future<Written> last = node.write(patch("1", "{\"n\":1}"));
        assertThat(refused(stale).code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(refused(faulty).code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(good.result().version()).isEqualTo(2);
        assertThat(last.result().version()).isEqualTo(3);
        assertThat(node.writer.writes()).isZero();
    }

    @Test
    void goesOnWithTheTruthAfterAnUnknownOutcome() {
        done(node.write(post("1", REX)));
        node.failure = ErrorCode.OUTCOME_UNKNOWN;
        node.appliedAllTheSame = true;
        assertThat(refused(node.write(keyed(patch("1", MAX), "k"))).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        node.failure = ErrorCode.UNAVAILABLE;
        node.appliedAllTheSame = false;
        assertThat(refused(node.write(patch("1", "{\"n\":1}"))).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        node.failure = null;
        assertThat(done(node.write(keyed(patch("1", MAX), "k"))).version()).isEqualTo(2);
        assertThat(publications()).hasSize(2);
    }

    @Test
    void refusesMoreThanMayWait() {
        node.hanging = true;
        List<Future<Written>> writes = new ArrayList<>();
        for (int i = 0; i < DocumentWriter.MAX_WAITING_A_DOCUMENT + 2; i++) {
            writes.add(node.write(put("1", REX)));
        }
        HubException refusal = (HubException) writes.get(writes.size() - 1).cause();
        assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refusal.retryAfterMillis()).isPositive();
        for (int i = node.writer.writes(); i < DocumentWriter.MAX_WRITES; i++) {
            assertThat(node.write(put("x" + i, REX)).isComplete()).isFalse();
        }
        assertThat(((HubException) node.write(put("one-more", REX)).cause()).code())
                .isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void letsNothingWaitForLong() {
        node.hanging = true;
        Future<Written> hanging = node.write(put("1", REX));
        Future<Written> waiting = node.write(put("1", MAX));
        loop.run(DocumentWriter.ATTEMPT_MILLIS + 1);
        assertThat(hanging.isComplete()).as("bounded by the appender").isFalse();
        assertThat(((HubException) waiting.cause()).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(node.writer.writes()).isEqualTo(1);
    }

    @Test
    void givesUpWhenAnotherIsAlwaysFaster() {
        WritingNode slow = new WritingNode(pets(), log, loop, random, 20);
        done(node.write(post("1", REX)));
        DocumentEdit overtaken = current -> {
            // Whatever this write is computed from, another one comes between.
            node.write(patch("1", "{\"n\":" + random.nextInt() + "}"));
            return PetWrites.tree(MAX);
        };
        long begun = loop.monotonicMillis();
        Future<Written> write = slow.write(PetWrites.command(Operation.PUT, "1", overtaken, Precondition.NONE));
        long[] ended = new long[1];
        write.onComplete(answer -> ended[0] = loop.monotonicMillis());
        assertThat(refused(write).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(ended[0] - begun).isBetween(DocumentWriter.ATTEMPT_MILLIS, DocumentWriter.ATTEMPT_MILLIS + 200);
    }

    @Test
    void keepsToTheLimitHoweverManyComeAtOnce() {
        WritingNode small = node(pets(10, 1 << 20));
        List<Future<Written>> writes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            writes.add(small.write(post(null, REX)));
        }
        loop.run();
        assertThat(writes).filteredOn(Future::succeeded).hasSize(10);
        assertThat(writes)
                .filteredOn(Future::failed)
                .allSatisfy(write ->
                        assertThat(((HubException) write.cause()).code()).isEqualTo(ErrorCode.COLLECTION_FULL));
        Written first = writes.get(0).result();
        done(small.write(delete(first.id())));
        assertThat(done(small.write(post(null, REX))).status()).isEqualTo(201);
    }

    @Test
    void countsNothingThatWasNotApplied() {
        WritingNode small = node(pets(2, 1 << 20));
        small.failure = ErrorCode.UNAVAILABLE;
        for (int i = 0; i < 5; i++) {
            refused(small.write(post(null, REX)));
        }
        small.failure = null;
        done(small.write(post("1", REX)));
        assertThat(refused(small.write(post("1", REX))).code()).isEqualTo(ErrorCode.EXISTS);
        assertThat(done(small.write(post("2", REX))).status()).isEqualTo(201);
    }

    @Test
    void doesNotCallACollectionFullFromOldMemory() {
        WritingNode small = node(pets(1, 1 << 20));
        done(small.write(post("1", REX)));
        small.following = false;
        done(node.write(delete("1")));
        assertThat(done(small.write(post("2", REX))).status()).isEqualTo(201);
    }

    @Test
    void givesTheFirstAnswerAlsoWhenItFilledTheCollection() {
        WritingNode small = node(pets(1, 1 << 20));
        Written first = done(small.write(keyed(post(null, REX), "k")));
        assertThat(done(small.write(keyed(post(null, REX), "k")))).isEqualTo(first);
    }

    @Test
    void waitsForACollectionThatIsNotLoadedYet() {
        done(node.write(post("1", REX)));
        WritingNode young = node(pets());
        young.unload();
        assertThat(done(young.write(patch("1", MAX))).version()).isEqualTo(2);
    }

    private WritingNode node(CollectionSettings settings) {
        return new WritingNode(settings, log, loop, random, 0);
    }

    private WritingNode staleNode() {
        WritingNode stale = node(pets());
        stale.following = false;
        return stale;
    }

    private Written done(Future<Written> write) {
        loop.run();
        assertThat(write.succeeded()).as("%s", write).isTrue();
        return write.result();
    }

    private HubException refused(Future<Written> write) {
        loop.run();
        assertThat(write.failed()).as("%s", write).isTrue();
        return (HubException) write.cause();
    }

    private List<Publication> publications() {
        return log.read(new ReadRequest(PETS, 0, 1_000, 1 << 30)).result().entries();
    }
}
