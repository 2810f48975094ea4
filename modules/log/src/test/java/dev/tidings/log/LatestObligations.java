package dev.tidings.log;

import static dev.tidings.log.Items.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Change;
import dev.tidings.model.JsonText;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A channel of kind {@code latest} keeps the last publication of every key. */
interface LatestObligations extends LogFixture {

    @Test
    default void scanGivesTheLastPublicationOfEveryKey() {
        log().append(
                        Items.of(LATEST, put("a", 1)),
                        Items.of(LATEST, put("b", 2), put("a", 3)),
                        Items.of(LATEST, put("b", 4)));
        assertThat(log().scan(LATEST, 10))
                .containsExactlyInAnyOrder(
                        new StoredDocument(0, 1, put("a", 3).at(3)),
                        new StoredDocument(0, 2, put("b", 4).at(4)));
        assertThat(log().document(LATEST, "a").document())
                .isEqualTo(new StoredDocument(0, 1, put("a", 3).at(3)));
    }

    @Test
    default void aDeletedKeyIsGone() {
        log().appended(Items.of(LATEST, put("a", 1), put("b", 2)));
        log().appended(Items.of(LATEST, Items.delete("a")));
        assertThat(log().scan(LATEST, 10))
                .containsExactly(new StoredDocument(0, 2, put("b", 2).at(2)));
        assertThat(log().document(LATEST, "a").document()).isNull();
    }

    @Test
    default void whatChangesNoKeyIsNotKept() {
        Entry keyed = new Entry("message", "a", JsonText.NULL, 0, null, Change.NONE);
        log().appended(Items.of(LATEST, Items.entry(1), keyed));
        assertThat(log().scan(LATEST, 10)).isEmpty();
        assertThat(log().offsets(LATEST)).containsExactly(1L, 2L);
    }

    @Test
    default void theLastValuesOutliveTheRetention() {
        log().appended(Items.of(LATEST, put("a key", 1)));
        IntStream.range(0, 20).forEach(number -> log().appended(Items.of(LATEST, put("b", number))));
        clock().advance(600_000);
        sweep(log());
        assertThat(log().scan(LATEST, 1))
                .containsExactlyInAnyOrder(
                        new StoredDocument(0, 1, put("a key", 1).at(1)),
                        new StoredDocument(0, 2, put("b", 19).at(21)));
        assertThat(log().read(LATEST).head()).isEqualTo(21);
    }
}
