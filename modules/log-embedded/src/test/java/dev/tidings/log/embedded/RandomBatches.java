package dev.tidings.log.embedded;

import dev.tidings.log.Append;
import dev.tidings.log.DocumentWrite;
import dev.tidings.log.Entry;
import dev.tidings.log.Fence;
import dev.tidings.log.Idempotency;
import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import dev.tidings.model.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random batches of every kind, over few names, so that they meet. */
final class RandomBatches {

    record Batch(int partition, List<Append> items) {}

    static final List<ChannelName> CHANNELS =
            List.of(new ChannelName("a"), new ChannelName("b"), new ChannelName("c:1"), new ChannelName("c:2"));
    static final List<String> IDS = List.of("one", "two", "three");

    static final int KEYS = 30;

    private final Random random;
    private int counter;

    RandomBatches(Random random) {
        this.random = random;
    }

    Batch next() {
        ChannelName channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
        List<Append> items = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            items.add(item(channel));
        }
        return new Batch(Partitions.of(channel), items);
    }

    private Append item(ChannelName channel) {
        String id = IDS.get(random.nextInt(IDS.size()));
        Idempotency key = random.nextInt(3) > 0 ? null : key(channel);
        Fence fence = random.nextInt(8) > 0 ? null : new Fence("poller", random.nextInt(20));
        return switch (random.nextInt(5)) {
            case 0 -> new Append(channel, List.of(entry(id, Change.PUT)), write(id), key, fence);
            case 1 -> new Append(channel, List.of(entry(id, Change.DELETE)), write(id), key, fence);
            case 2 ->
                new Append(channel, List.of(entry(id, Change.PUT), entry(null, Change.NONE)), write(id), key, fence);
            case 3 -> new Append(channel, List.of(), random.nextBoolean() ? null : write(id), key, fence);
            default -> new Append(channel, List.of(entry(null, Change.NONE)), null, key, fence);
        };
    }

    private DocumentWrite write(String id) {
        long expected = random.nextInt(3) == 0 ? DocumentWrite.ANY : random.nextInt(4);
        return new DocumentWrite(id, expected, random.nextBoolean(), 1 + random.nextInt(4));
    }

    private Idempotency key(ChannelName channel) {
        return key(channel, random.nextInt(KEYS), random.nextInt(2));
    }

    static Idempotency key(ChannelName channel, int number, int hash) {
        return new Idempotency(channel + "/" + number, "hash" + hash, 201);
    }

    private Entry entry(@Nullable String key, Change change) {
        counter++;
        Actor actor = random.nextBoolean() ? null : new Actor("sub", random.nextBoolean() ? null : "Näme");
        JsonText data = JsonText.of("{\"n\":" + counter + ",\"x\":\"" + "é".repeat(random.nextInt(200)) + "\"}");
        return new Entry("event-" + random.nextInt(3), key, data, counter - 5L, actor, change);
    }
}
