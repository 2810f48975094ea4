package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Seeded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private static final long MAX_OFFSET = 999_999_999_999_999_999L;

    private static List<ChannelName> channels(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ChannelName("channel:" + i))
                .toList();
    }

    private static List<Epoch> epochs(int count, Random random) {
        return IntStream.range(0, count).mapToObj(i -> Epoch.draw(random)).toList();
    }

    private static Cursor cursor(List<ChannelName> channels, List<Epoch> epochs, long[] offsets) {
        Cursor cursor = new Cursor(channels);
        for (int i = 0; i < offsets.length; i++) {
            cursor.move(i, epochs.get(i), offsets[i]);
        }
        return cursor;
    }

    @Test
    void readsWhatItWrote() {
        long seed = Seeded.seed(CursorTest.class);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            int count = 1 + random.nextInt(Cursor.MAX_CHANNELS);
            List<ChannelName> channels = channels(count);
            List<Epoch> epochs = epochs(count, random);
            long[] offsets = random.longs(count, 0, MAX_OFFSET >>> random.nextInt(60))
                    .map(offset -> random.nextInt(5) == 0 ? Cursor.NONE : offset)
                    .toArray();
            Cursor cursor = cursor(channels, epochs, offsets);
            String text = cursor.toString();
            assertThat(Cursor.parse(text, channels, new ArrayList<>(epochs)))
                    .as("seed %d, round %d: %s", seed, round, text)
                    .hasValueSatisfying(read -> assertThat(read).containsExactly(offsets));
            assertThat(text).matches("[A-Za-z0-9._-]+").hasSize(cursor.length());
            assertThat(written(cursor)).isEqualTo(text);
        }
    }

    @Test
    void staysBelowOneKibibyteWith64Channels() {
        List<ChannelName> channels = channels(64);
        long[] offsets = new long[64];
        Arrays.fill(offsets, MAX_OFFSET);
        Cursor cursor = cursor(channels, epochs(64, new Random(1)), offsets);
        assertThat(cursor.length()).isLessThanOrEqualTo(1024).isEqualTo(715);
    }

    @Test
    void isOfNoUseForOtherChannelsOtherOrdersAndOtherEpochs() {
        Random random = new Random(2);
        List<ChannelName> channels = channels(3);
        List<Epoch> epochs = epochs(3, random);
        String text = cursor(channels, epochs, new long[] {1, 2, 3}).toString();
        assertThat(Cursor.parse(text, channels, new ArrayList<>(epochs))).isPresent();
        List<ChannelName> swapped = List.of(channels.get(1), channels.get(0), channels.get(2));
        assertThat(Cursor.parse(text, swapped, new ArrayList<>(epochs))).isEmpty();
        assertThat(Cursor.parse(text, channels.subList(0, 2), new ArrayList<>(epochs.subList(0, 2))))
                .isEmpty();
        List<Epoch> reset = List.of(epochs.get(0), epochs.get(1), Epoch.draw(random));
        assertThat(Cursor.parse(text, channels, new ArrayList<>(reset))).isEmpty();
    }

    @Test
    void changesItsFingerprintWithAnEpoch() {
        Random random = new Random(3);
        List<ChannelName> channels = channels(2);
        List<Epoch> epochs = epochs(2, random);
        Cursor cursor = cursor(channels, epochs, new long[] {5, 6});
        String before = cursor.toString();
        Epoch next = Epoch.draw(random);
        cursor.move(1, next, 0);
        assertThat(Cursor.parse(before, channels, List.of(epochs.get(0), next))).isEmpty();
        assertThat(Cursor.parse(cursor.toString(), channels, List.of(epochs.get(0), next)))
                .hasValueSatisfying(read -> assertThat(read).containsExactly(5, 0));
    }

    @Test
    void refusesEveryTextThatIsNone() {
        long seed = Seeded.seed(CursorTest.class);
        Random random = new Random(seed);
        List<ChannelName> channels = channels(4);
        List<Epoch> epochs = epochs(4, random);
        String good = cursor(channels, epochs, new long[] {1, 70, 5_000, 0}).toString();
        for (int round = 0; round < 20_000; round++) {
            StringBuilder mutated = new StringBuilder(good);
            int at = random.nextInt(good.length());
            switch (random.nextInt(3)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 -> mutated.insert(at, (char) random.nextInt(300));
                default -> mutated.setCharAt(at, (char) random.nextInt(300));
            }
            // what still is one names other offsets at most: it never throws, and the prefix must be whole
            Cursor.parse(mutated.toString(), channels, new ArrayList<>(epochs))
                    .ifPresent(read -> assertThat(mutated.substring(0, 11))
                            .as("seed %d", seed)
                            .isEqualTo(good.substring(0, 11)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", ".", "1AAAAAAAAAA", "1AAAAAAAAAA.", "k3f9aaaaaaaa-12", "....", "\0"})
    void refusesOdd(String text) {
        List<ChannelName> channels = channels(1);
        assertThat(Cursor.parse(text, channels, List.of(Epoch.draw(new Random(4)))))
                .isEmpty();
    }

    private static String written(Cursor cursor) {
        ByteBuf out = Unpooled.buffer();
        cursor.write(out);
        return out.toString(StandardCharsets.US_ASCII);
    }
}
