package dev.tidings.log;

import static dev.tidings.log.Items.put;
import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Change;
import dev.tidings.model.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The documents of a channel in chunks. */
interface ScanObligations extends LogFixture {

    @Test
    default void aChannelWithoutDocumentsScansAsEmpty() {
        log().appended(Items.publish(TASKS, 1));
        assertThat(await(log().log().scan(TASKS, null, 10)))
                .isEqualTo(new ScanPage(log().state(TASKS).epoch(), 1, 1, List.of(), null));
        assertThat(log().scan(Items.besides(TASKS), 10)).isEmpty();
    }

    @Test
    default void givesEveryLivingDocumentOnceWhateverThePageSize() {
        List<StoredDocument> expected = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            log().appended(Items.create(TASKS, "id-" + i, i));
            expected.add(new StoredDocument(1, i + 1, put("id-" + i, i).at(i + 1)));
        }
        log().appended(Items.remove(TASKS, "id-7", 1));
        expected.remove(7);
        for (int pageSize : new int[] {1, 2, 5, 24, 25, 1_000}) {
            assertThat(log().scan(TASKS, pageSize)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    default void everyPageBearsTheBoundsOfItsMoment() {
        IntStream.range(0, 4).forEach(i -> log().appended(Items.create(SHORT, "id-" + i, i)));
        ScanPage first = await(log().log().scan(SHORT, null, 2));
        assertThat(first.head()).isEqualTo(4);
        assertThat(first.oldest()).isEqualTo(1);
        log().appended(Items.publish(SHORT, 5, 6, 7));
        sweep(log());
        ScanPage second = await(log().log().scan(SHORT, first.next(), 2));
        assertThat(second.head()).isEqualTo(7);
        assertThat(second.oldest()).isEqualTo(3);
        assertThat(second.epoch()).isEqualTo(log().read(SHORT).epoch());
    }

    /** As a node loads a collection: pages of different moments, healed by what was appended since the first. */
    @Test
    default void pagesOfDifferentMomentsAreHealedByTheLog() {
        IntStream.range(0, 20).forEach(i -> log().appended(Items.create(TASKS, "id-" + i, i)));
        Map<String, Publication> fold = new HashMap<>();
        String cursor = null;
        long firstHead = -1;
        int round = 0;
        do {
            ScanPage page = await(log().log().scan(TASKS, cursor, 6));
            firstHead = firstHead < 0 ? page.head() : firstHead;
            page.documents().forEach(document -> fold.put(document.last().key(), document.last()));
            changeSome(round);
            cursor = page.next();
            round++;
        } while (cursor != null);
        assertThat(round).isGreaterThan(2);
        for (Publication publication : log().read(TASKS, firstHead).entries()) {
            if (publication.change() == Change.DELETE) {
                fold.remove(publication.key());
            } else {
                fold.put(publication.key(), publication);
            }
        }
        Map<String, Publication> truth = new HashMap<>();
        log().scan(TASKS, 1_000).forEach(document -> truth.put(document.last().key(), document.last()));
        assertThat(fold).isEqualTo(truth);
    }

    private void changeSome(int round) {
        if (round < 3) {
            log().appended(Items.remove(TASKS, "id-" + (round * 6 + 1), 1));
            log().appended(Items.replace(TASKS, "id-" + (round * 6 + 2), 1, 100));
            log().appended(Items.create(TASKS, "new-" + round, 0));
        }
    }
}
