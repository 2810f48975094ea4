package dev.tidings.log;

import static dev.tidings.log.LogDriver.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Partitions;
import dev.tidings.model.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random histories: a log does what the plain model of it does. */
interface ModelObligations extends LogFixture {

    /** All of one partition; the last keeps 5 publications. */
    List<ChannelName> CHANNELS = channels();

    @Test
    default void doesWhatThePlainModelDoes() {
        Seeded.check(40, 60, (random, size) -> {
            LogDriver log = open(LogLimits.DEFAULT);
            PlainModel model = new PlainModel(log.state(CHANNELS.get(0)).epoch());
            for (int step = 0; step < size; step++) {
                Append[] batch = batch(random);
                List<AppendResult> expected = new ArrayList<>();
                for (Append item : batch) {
                    expected.add(model.append(item));
                }
                assertThat(log.append(batch)).isEqualTo(expected);
                compareOne(random, log, model);
            }
            sweep(log);
            compareAll(log, model);
            await(log.log().close());
        });
    }

    /** One question after every batch, so that a fault shows near its cause. */
    private void compareOne(Random random, LogDriver log, PlainModel model) {
        ChannelName channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
        int most = 1 + random.nextInt(20);
        long after = random.nextInt(30);
        switch (random.nextInt(4)) {
            case 0 ->
                assertThat(await(log.log().read(new ReadRequest(channel, after, most, Integer.MAX_VALUE))))
                        .isEqualTo(model.read(channel, after, most, retained(channel)));
            case 1 ->
                assertThat(await(log.log().index(Partitions.of(channel), after, most)))
                        .isEqualTo(model.index(after, most));
            case 2 -> {
                String id = id(random);
                assertThat(log.document(channel, id)).isEqualTo(model.document(channel, id));
            }
            default ->
                assertThat(log.scan(channel, most))
                        .containsExactlyInAnyOrderElementsOf(
                                model.documents(channel).values());
        }
    }

    /** Everything that can be asked. */
    static void compareAll(LogDriver log, PlainModel model) {
        for (ChannelName channel : CHANNELS) {
            assertThat(log.read(channel)).isEqualTo(model.read(channel, 0, 100_000, retained(channel)));
            assertThat(log.scan(channel, 3))
                    .containsExactlyInAnyOrderElementsOf(
                            model.documents(channel).values());
            for (int id = 0; id < 4; id++) {
                assertThat(log.document(channel, "id-" + id)).isEqualTo(model.document(channel, "id-" + id));
            }
        }
        assertThat(log.index(CHANNELS.get(0), 0)).isEqualTo(model.index(0, 100_000));
    }

    /** One to five items that often meet one another. */
    static Append[] batch(Random random) {
        return IntStream.rangeClosed(0, random.nextInt(5))
                .mapToObj(i -> item(random))
                .toArray(Append[]::new);
    }

    private static Append item(Random random) {
        ChannelName channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
        Append item = random.nextInt(3) == 0 ? publication(random, channel) : document(random, channel);
        if (random.nextInt(4) == 0) {
            item = Items.fenced(item, new Fence("source-" + random.nextInt(2), 1 + random.nextInt(4)));
        }
        if (random.nextInt(3) == 0) {
            item = Items.keyed(item, "key-" + random.nextInt(30), "hash-" + random.nextInt(2));
        }
        return item;
    }

    private static Append publication(Random random, ChannelName channel) {
        int[] numbers = random.ints(random.nextInt(4), 0, 1_000).toArray();
        return Items.publish(channel, numbers);
    }

    private static Append document(Random random, ChannelName channel) {
        String id = id(random);
        long expected = random.nextInt(8) == 0 ? DocumentWrite.ANY - random.nextInt(2) : random.nextInt(5);
        DocumentWrite write = new DocumentWrite(id, expected, random.nextBoolean(), Math.max(0, expected) + 1);
        return switch (random.nextInt(6)) {
            case 0 -> Items.write(channel, write);
            case 1 -> Items.write(channel, write, Items.delete(id));
            case 2 -> Items.write(channel, write, Items.put(id, random.nextInt(1_000)), Items.entry(0));
            default -> Items.write(channel, write, Items.put(id, random.nextInt(1_000)));
        };
    }

    private static String id(Random random) {
        return "id-" + random.nextInt(4);
    }

    private static int retained(ChannelName channel) {
        return channel.namespace().equals("short") ? 5 : Integer.MAX_VALUE;
    }

    private static List<ChannelName> channels() {
        ChannelName brief = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new ChannelName("short:" + i))
                .filter(channel -> Partitions.of(channel) == Partitions.of(TASKS))
                .findFirst()
                .orElseThrow();
        return List.of(TASKS, Items.besides(TASKS), brief);
    }
}
