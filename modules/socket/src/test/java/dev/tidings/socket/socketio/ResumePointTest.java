package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.Seeded;
import dev.tidings.socket.socketio.ResumePoint.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumePointTest {

    private static final Epoch EPOCH = new Epoch("k3f9abcdefgh");
    private static final Place TASKS = place("tasks", 13);
    private static final Place CHAT = place("chat:1", 7);
    private static final Place NEWS = new Place(new ChannelName("news"), null);

    @Test
    void readsWhatItWrote() {
        for (List<Place> places :
                List.of(List.<Place>of(), List.of(TASKS), List.of(NEWS), List.of(TASKS, NEWS, CHAT))) {
            assertThat(ResumePoint.parse(ResumePoint.text(places))).contains(places);
        }
        assertThat(ResumePoint.text(List.of(TASKS, NEWS))).isEqualTo("1,tasks@k3f9abcdefgh-13,news@");
        assertThat(ResumePoint.text(List.of())).isEqualTo("1");
    }

    /** So the beginning is shared by all clients, and the rest by those that stand at the same places. */
    @Test
    void isTheFirstPlaceAndThenTheRest() {
        String rest = ResumePoint.text(List.of(NEWS, CHAT)).substring(1);
        assertThat(new String(ResumePoint.first(TASKS), StandardCharsets.US_ASCII) + rest)
                .isEqualTo(ResumePoint.text(List.of(TASKS, NEWS, CHAT)));
    }

    /** A client whose channels don't fit is told so when it comes back; half of them would be a gap in the others. */
    @Test
    void keepsAllOrNothing() {
        List<Place> most = places(ResumePoint.MAX_CHANNELS, "c");
        assertThat(ResumePoint.parse(ResumePoint.text(most))).contains(most);
        for (List<Place> many : List.of(places(ResumePoint.MAX_CHANNELS + 1, "c"), places(10, "c".repeat(200)))) {
            assertThat(ResumePoint.text(many)).isEqualTo("1,!");
            assertThat(ResumePoint.parse(ResumePoint.text(many))).isEmpty();
        }
        assertThat(ResumePoint.parse("1,tasks@k3f9abcdefgh-13" + ResumePoint.TOO_MANY))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "2,tasks@k3f9abcdefgh-13",
                "1tasks@k3f9abcdefgh-13",
                "1,",
                "1,,",
                "1,tasks",
                "1,@k3f9abcdefgh-13",
                "1,tasks@k3f9abcdefgh-13,",
                "1,tasks@k3f9abcdefgh-13;chat@",
                "1,tasks@k3f9abcdefgh-13,tasks@k3f9abcdefgh-14", // which of the two would be a gap or a repetition
                "1,tasks@k3f9abcdefgh--1",
                "1,tasks@k3f9abcdefgh-9999999999999999999",
                "1,ta sks@",
                "1,../x@",
                "an offset of another server",
            })
    void cannotResumeWhatItDidNotWrite(String text) {
        assertThat(ResumePoint.parse(text)).isEmpty();
    }

    /** A text without end would be searched without end. */
    @Test
    void looksAtNoLongText() {
        assertThat(ResumePoint.parse("1" + ",a@".repeat(1_000_000))).isEmpty();
    }

    @Test
    void readsMutatedTextsWithoutThrowing() {
        long seed = Seeded.seed(ResumePointTest.class);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(ResumePoint.text(List.of(TASKS, NEWS, CHAT)));
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
            }
            ResumePoint.parse(text.toString())
                    .ifPresent(read -> assertThat(ResumePoint.text(read))
                            .as("seed " + seed)
                            .isEqualTo(text.toString()));
        }
    }

    private static List<Place> places(int count, String name) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> place(name + i, 7)).toList());
    }

    private static Place place(String channel, long offset) {
        return new Place(new ChannelName(channel), new Position(EPOCH, offset));
    }
}
