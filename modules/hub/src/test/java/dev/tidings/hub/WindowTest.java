package dev.tidings.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final ChannelName CHANNEL = new ChannelName("chat:1");
    private static final Epoch EPOCH = new Epoch("abcdefghijkl");

    @Test
    void givesTheFramesThatWereAppendedAndNoOthers() {
        Window window = new Window(CHANNEL, EPOCH, 10);
        assertThat(window.oldest()).isEqualTo(11);
        for (long offset = 11; offset <= 40; offset++) {
            window.append(frame(offset));
        }
        assertThat(window.head()).isEqualTo(40);
        assertThat(window.frame(10)).isNull();
        assertThat(window.frame(41)).isNull();
        for (long offset = 11; offset <= 40; offset++) {
            assertThat(window.frame(offset).offset()).isEqualTo(offset);
        }
    }

    @Test
    void refusesAHole() {
        Window window = new Window(CHANNEL, EPOCH, 0);
        assertThatThrownBy(() -> window.append(frame(2))).isInstanceOf(IllegalArgumentException.class);
        assertThat(window.head()).isZero();
    }

    @Test
    void forgetsTheOldestBeyondItsBound() {
        Window window = new Window(CHANNEL, EPOCH, 0);
        int all = Window.MAX_FRAMES + 100;
        for (long offset = 1; offset <= all; offset++) {
            window.append(frame(offset));
        }
        assertThat(window.oldest()).isEqualTo(101);
        assertThat(window.frame(100)).isNull();
        assertThat(window.frame(101)).isNotNull();
        assertThat(window.weight()).isEqualTo(weight(101, all));
    }

    @Test
    void shrinksToItsLastFrame() {
        Window window = new Window(CHANNEL, EPOCH, 0);
        for (long offset = 1; offset <= 20; offset++) {
            window.append(frame(offset));
        }
        window.shrink();
        assertThat(window.oldest()).isEqualTo(20);
        assertThat(window.frame(20)).isNotNull();
        assertThat(window.frame(19)).isNull();
        assertThat(window.weight()).isEqualTo(weight(20, 20));
        window.append(frame(21));
        assertThat(window.frame(21)).isNotNull();
    }

    @Test
    void aReaderOnAnotherThreadSeesEveryFrameOrThatItIsGone() throws InterruptedException {
        Window window = new Window(CHANNEL, EPOCH, 0);
        long last = 200_000;
        AtomicReference<String> wrong = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            long seen = 0;
            while (seen < last) {
                long head = window.head();
                for (long offset = seen + 1; offset <= head; offset++) {
                    Frame frame = window.frame(offset);
                    if (frame == null && offset >= window.oldest() && offset <= window.head()) {
                        // It may have been overwritten between the two looks: only a frame still inside is a fault.
                        if (window.frame(offset) == null && offset >= window.oldest()) {
                            wrong.set("offset " + offset + " is missing");
                        }
                    } else if (frame != null && frame.offset() != offset) {
                        wrong.set("offset " + frame.offset() + " instead of " + offset);
                    }
                }
                seen = head;
            }
        });
        reader.start();
        for (long offset = 1; offset <= last; offset++) {
            window.append(frame(offset));
        }
        reader.join(60_000);
        assertThat(reader.isAlive()).isFalse();
        assertThat(wrong.get()).isNull();
    }

    @Test
    void theBudgetShrinksTheQuietestWindowFirst() {
        WindowBudget budget = new WindowBudget(20L * frame(1).publication().weight());
        Window quiet = new Window(CHANNEL, EPOCH, 0);
        Window busy = new Window(CHANNEL, EPOCH, 0);
        for (long offset = 1; offset <= 10; offset++) {
            budget.append(quiet, frame(offset));
        }
        for (long offset = 1; offset <= 15; offset++) {
            budget.append(busy, frame(offset));
        }
        assertThat(quiet.oldest()).isEqualTo(10);
        assertThat(busy.oldest()).isEqualTo(1);
        assertThat(budget.bytes()).isEqualTo(quiet.weight() + busy.weight());
        budget.remove(quiet);
        budget.remove(busy);
        assertThat(budget.bytes()).isZero();
    }

    static Frame frame(long offset) {
        Publication publication = new Publication(offset, "message", null, JsonText.of("\"x\""), 0, null, Change.NONE);
        return new Frame(CHANNEL, EPOCH, publication, offset - 1);
    }

    private static long weight(long from, long to) {
        long weight = 0;
        for (long offset = from; offset <= to; offset++) {
            weight += frame(offset).publication().weight();
        }
        return weight;
    }
}
