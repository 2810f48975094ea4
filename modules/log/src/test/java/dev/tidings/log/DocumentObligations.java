package dev.tidings.log;

import static dev.tidings.log.Items.keyed;
import static dev.tidings.log.Items.put;
import static dev.tidings.log.Items.remove;
import static dev.tidings.log.Items.replace;
import static dev.tidings.log.Items.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.AppendResult.Repeated;
import dev.tidings.log.AppendResult.VersionConflict;
import dev.tidings.model.ChannelName;
import org.junit.jupiter.api.Test;

/** Documents change by compare and set on their version. */
interface DocumentObligations extends LogFixture {

    @Test
    default void createsADocumentOnlyOnce() {
        log().appended(Items.create(TASKS, "a", 1));
        assertThat(log().one(Items.create(TASKS, "a", 2)))
                .isEqualTo(new VersionConflict(1, put("a", 1).at(1)));
        assertThat(log().document(TASKS, "a").document())
                .isEqualTo(new StoredDocument(1, 1, put("a", 1).at(1)));
    }

    @Test
    default void replacesADocumentOfTheExpectedVersionOnly() {
        log().appended(Items.create(TASKS, "a", 1));
        log().appended(replace(TASKS, "a", 1, 2));
        VersionConflict conflict = new VersionConflict(2, put("a", 2).at(2));
        assertThat(log().one(replace(TASKS, "a", 1, 3))).isEqualTo(conflict);
        assertThat(log().one(replace(TASKS, "a", 3, 3))).isEqualTo(conflict);
        assertThat(log().one(remove(TASKS, "a", 1))).isEqualTo(conflict);
        assertThat(log().document(TASKS, "a").version()).isEqualTo(2);
    }

    @Test
    default void refusesToReplaceWhatWasNeverThere() {
        assertThat(log().one(replace(TASKS, "a", 1, 1))).isEqualTo(new VersionConflict(0, null));
        assertThat(log().one(write(TASKS, new DocumentWrite("a", 0, true, 1), put("a", 1))))
                .isEqualTo(new VersionConflict(0, null));
        assertThat(log().read(TASKS).head()).isZero();
    }

    @Test
    default void aDeletedDocumentLeavesItsVersionBehind() {
        log().appended(Items.create(TASKS, "a", 1));
        log().appended(remove(TASKS, "a", 1));
        DocumentRead read = log().document(TASKS, "a");
        assertThat(read.document()).isNull();
        assertThat(read.version()).isEqualTo(2);
        assertThat(read.head()).isEqualTo(2);
        assertThat(log().one(Items.create(TASKS, "a", 2))).isEqualTo(new VersionConflict(2, null));
        assertThat(log().one(replace(TASKS, "a", 2, 2))).isEqualTo(new VersionConflict(2, null));
        assertThat(log().scan(TASKS, 10)).isEmpty();
    }

    @Test
    default void aRecreatedDocumentGoesOnCountingAndIsNewInItsOrder() {
        log().appended(Items.create(TASKS, "a", 1));
        log().appended(remove(TASKS, "a", 1));
        log().appended(write(TASKS, new DocumentWrite("a", 2, false, 3), put("a", 9)));
        assertThat(log().document(TASKS, "a").document())
                .isEqualTo(new StoredDocument(3, 3, put("a", 9).at(3)));
        log().appended(remove(TASKS, "a", 3));
        assertThat(log().document(TASKS, "a").version()).isEqualTo(4);
    }

    @Test
    default void aReplacedDocumentKeepsItsPlaceInTheOrderOfCreation() {
        log().appended(Items.create(TASKS, "a", 1));
        log().appended(Items.create(TASKS, "b", 2));
        log().appended(replace(TASKS, "a", 1, 3));
        assertThat(log().document(TASKS, "a").document())
                .isEqualTo(new StoredDocument(2, 1, put("a", 3).at(3)));
    }

    @Test
    default void anUnconditionalWriteTakesADocumentAsItIsOrIsNot() {
        DocumentWrite anyway = new DocumentWrite("a", DocumentWrite.ANY, true, 5);
        log().appended(write(TASKS, anyway, put("a", 1)));
        assertThat(log().document(TASKS, "a").version()).isEqualTo(5);
        log().appended(write(TASKS, new DocumentWrite("a", DocumentWrite.ANY, false, 6), put("a", 2)));
        assertThat(log().document(TASKS, "a").document())
                .isEqualTo(new StoredDocument(6, 1, put("a", 2).at(2)));
        log().appended(write(TASKS, new DocumentWrite("a", DocumentWrite.ANY, true, 7), Items.delete("a")));
        assertThat(log().document(TASKS, "a").version()).isEqualTo(7);
    }

    @Test
    default void aProbeOnlyAsks() {
        DocumentWrite probe = new DocumentWrite("a", DocumentWrite.PROBE, true, 0);
        assertThat(log().one(keyed(write(TASKS, probe), "key", "hash"))).isEqualTo(new VersionConflict(0, null));
        log().appended(Items.create(TASKS, "a", 1));
        assertThat(log().one(keyed(write(TASKS, probe), "key", "hash")))
                .isEqualTo(new VersionConflict(1, put("a", 1).at(1)));
        log().appended(keyed(replace(TASKS, "a", 1, 2), "key", "hash"));
        assertThat(log().one(keyed(write(TASKS, probe), "key", "hash"))).isInstanceOf(Repeated.class);
        assertThat(log().read(TASKS).head()).isEqualTo(2);
    }

    @Test
    default void aStepWithoutEntriesOnlyChecksTheCondition() {
        log().appended(Items.create(TASKS, "a", 1));
        assertThat(log().appended(write(TASKS, new DocumentWrite("a", 1, true, 9)))
                        .publications())
                .isEmpty();
        assertThat(log().one(write(TASKS, new DocumentWrite("a", 2, true, 9))))
                .isEqualTo(new VersionConflict(1, put("a", 1).at(1)));
        assertThat(log().document(TASKS, "a").document())
                .isEqualTo(new StoredDocument(1, 1, put("a", 1).at(1)));
    }

    @Test
    default void onlyTheFirstEntryOfAnItemChangesTheDocument() {
        log().appended(write(TASKS, new DocumentWrite("a", 0, false, 1), put("a", 1), Items.entry(2)));
        assertThat(log().document(TASKS, "a").document())
                .isEqualTo(new StoredDocument(1, 1, put("a", 1).at(1)));
        assertThat(log().read(TASKS).head()).isEqualTo(2);
    }

    @Test
    default void documentsOfChannelsAreApart() {
        ChannelName other = Items.besides(TASKS);
        log().appended(Items.create(TASKS, "a", 1));
        assertThat(log().document(other, "a").document()).isNull();
        log().appended(Items.create(other, "a", 2));
        log().appended(remove(TASKS, "a", 1));
        assertThat(log().document(other, "a").version()).isEqualTo(1);
    }

    @Test
    default void aDocumentIsReadWithItsChannelsBounds() {
        DocumentRead nothing = log().document(TASKS, "a");
        assertThat(nothing).isEqualTo(new DocumentRead(log().state(TASKS).epoch(), 0, 0, null));
        log().appended(Items.create(TASKS, "a", 1));
        log().appended(Items.publish(TASKS, 2));
        assertThat(log().document(TASKS, "a").head()).isEqualTo(2);
        assertThat(log().document(TASKS, "A").version()).isZero();
    }

    @Test
    default void documentsOutliveTheRetentionOfTheirPublications() {
        log().appended(Items.create(SHORT, "a", 1));
        for (int number = 0; number < 20; number++) {
            log().appended(Items.publish(SHORT, number));
        }
        clock().advance(600_000);
        sweep(log());
        assertThat(log().document(SHORT, "a").document())
                .isEqualTo(new StoredDocument(1, 1, put("a", 1).at(1)));
        assertThat(log().one(Items.create(SHORT, "a", 2)))
                .isEqualTo(new VersionConflict(1, put("a", 1).at(1)));
        assertThat(log().scan(SHORT, 10)).hasSize(1);
    }

    @Test
    default void aTombstoneIsForgottenAfterItsLife() {
        LogDriver brief = open(new LogLimits(1_000, 1 << 30, 60_000, 1_000, 1_000));
        brief.appended(Items.create(TASKS, "a", 1));
        brief.appended(remove(TASKS, "a", 1));
        clock().advance(59_000);
        sweep(brief);
        assertThat(brief.one(Items.create(TASKS, "a", 2))).isEqualTo(new VersionConflict(2, null));
        clock().advance(2_000);
        sweep(brief);
        assertThat(brief.document(TASKS, "a").version()).isZero();
        brief.appended(Items.create(TASKS, "a", 2));
    }

    @Test
    default void beyondTheirBoundTheOldestTombstonesGoFirst() {
        LogDriver few = open(new LogLimits(1_000, 1 << 30, 60_000, 3 * shares(), 1_000));
        for (String id : new String[] {"a", "b", "c", "d", "e"}) {
            few.appended(Items.create(TASKS, id, 1));
            few.appended(remove(TASKS, id, 1));
            clock().advance(1);
        }
        assertThat(few.document(TASKS, "a").version()).isZero();
        assertThat(few.document(TASKS, "b").version()).isZero();
        assertThat(few.document(TASKS, "c").version()).isEqualTo(2);
        assertThat(few.document(TASKS, "e").version()).isEqualTo(2);
        few.appended(Items.create(TASKS, "a", 2));
        assertThat(few.one(Items.create(TASKS, "e", 2))).isEqualTo(new VersionConflict(2, null));
    }

    @Test
    default void aDocumentThatIsAliveAgainTakesNoTombstonesRoom() {
        LogDriver few = open(new LogLimits(1_000, 1 << 30, 60_000, 3 * shares(), 1_000));
        for (String id : new String[] {"a", "b", "c"}) {
            few.appended(Items.create(TASKS, id, 1));
            few.appended(remove(TASKS, id, 1));
            clock().advance(1);
        }
        few.appended(write(TASKS, new DocumentWrite("c", 2, false, 3), put("c", 2)));
        few.appended(Items.create(TASKS, "d", 1));
        few.appended(remove(TASKS, "d", 1));
        assertThat(few.document(TASKS, "a").version()).isEqualTo(2);
        assertThat(few.document(TASKS, "d").version()).isEqualTo(2);
    }
}
