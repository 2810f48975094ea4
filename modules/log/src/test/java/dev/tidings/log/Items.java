package dev.tidings.log;

import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import dev.tidings.model.Partitions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Items to append, in few words. Immutable; pure functions. */
public final class Items {

    private Items() {}

    /** A channel's name. */
    public static ChannelName channel(String name) {
        return new ChannelName(name);
    }

    /** Another channel of the same partition. */
    public static ChannelName besides(ChannelName channel) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new ChannelName(channel.namespace() + ":besides-" + i))
                .filter(other -> Partitions.of(other) == Partitions.of(channel))
                .findFirst()
                .orElseThrow();
    }

    /** A channel of another partition. */
    public static ChannelName apartFrom(ChannelName channel) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new ChannelName(channel.namespace() + ":apart-" + i))
                .filter(other -> Partitions.of(other) != Partitions.of(channel))
                .findFirst()
                .orElseThrow();
    }

    /** An ordinary publication to be. */
    public static Entry entry(int number) {
        JsonText data = JsonText.of("{\"number\":" + number + "}");
        return new Entry("message", null, data, 1_767_225_600_000L + number, new Actor("ann", null), Change.NONE);
    }

    /** A document, or the last value of a key, to be. */
    public static Entry put(String id, int number) {
        JsonText data = JsonText.of("{\"id\":\"" + id + "\",\"number\":" + number + "}");
        return new Entry("task-updated", id, data, 1_767_225_600_000L, null, Change.PUT);
    }

    /** The deletion of a document or key. */
    public static Entry delete(String id) {
        return new Entry(
                "task-deleted", id, JsonText.of("{\"id\":\"" + id + "\"}"), 1_767_225_600_000L, null, Change.DELETE);
    }

    /** Ordinary publications as one item. */
    public static Append publish(ChannelName channel, int... numbers) {
        List<Entry> entries = Arrays.stream(numbers).mapToObj(Items::entry).toList();
        return new Append(channel, entries, null, null, null);
    }

    /** Entries without a condition, as one item. */
    public static Append of(ChannelName channel, Entry... entries) {
        return new Append(channel, List.of(entries), null, null, null);
    }

    /** Entries under a document's condition, as one item. */
    public static Append write(ChannelName channel, DocumentWrite condition, Entry... entries) {
        return new Append(channel, List.of(entries), condition, null, null);
    }

    /** Creates a document that nothing is known of, in version 1. */
    public static Append create(ChannelName channel, String id, int number) {
        return write(channel, new DocumentWrite(id, 0, false, 1), put(id, number));
    }

    /** Replaces a living document of this version. */
    public static Append replace(ChannelName channel, String id, long expected, int number) {
        return write(channel, new DocumentWrite(id, expected, true, expected + 1), put(id, number));
    }

    /** Deletes a living document of this version. */
    public static Append remove(ChannelName channel, String id, long expected) {
        return write(channel, new DocumentWrite(id, expected, true, expected + 1), delete(id));
    }

    /** The same item under an idempotency key. */
    public static Append keyed(Append item, String key, String requestHash) {
        Idempotency idempotency = new Idempotency(key, requestHash, 201);
        return new Append(item.channel(), item.entries(), item.document(), idempotency, item.fence());
    }

    /** The same item under a lease. */
    public static Append fenced(Append item, @Nullable Fence fence) {
        return new Append(item.channel(), item.entries(), item.document(), item.idempotency(), fence);
    }
}
