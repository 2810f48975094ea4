package dev.tidings.log.redis;

import dev.tidings.log.Append;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.DocumentWrite;
import dev.tidings.log.Entry;
import dev.tidings.log.Fence;
import dev.tidings.log.Idempotency;
import dev.tidings.log.LogLimits;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Partitions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the append script is told: which keys, and what to do. Immutable; the same plan can be sent again.
 *
 * @param keys all that the script touches
 * @param plan the work, packed
 */
record AppendPlan(List<String> keys, byte[] plan) {

    private static final HexFormat HEX = HexFormat.of();

    static AppendPlan of(
            Keys keys,
            String writer,
            List<AppendCall> calls,
            Function<ChannelName, ChannelSettings> settings,
            LogLimits limits,
            KeyPool pool) {
        Map<ChannelName, Integer> channels = new LinkedHashMap<>();
        int items = 0;
        long bytes = 256;
        for (AppendCall call : calls) {
            items += call.batch().size();
            bytes += call.bytes();
            for (Append item : call.batch()) {
                channels.putIfAbsent(item.channel(), channels.size() + 1);
            }
        }
        Packer out = new Packer(Math.toIntExact(Math.min(bytes, 1 << 24)));
        out.array(7);
        putLimits(out, keys.partition, limits, pool);
        putChannels(out, channels.keySet(), settings);
        out.array(items);
        for (AppendCall call : calls) {
            Iterator<byte[]> forms = call.forms().iterator();
            for (Append item : call.batch()) {
                putItem(out, item, Objects.requireNonNull(channels.get(item.channel())), forms);
            }
        }
        return new AppendPlan(keysOf(keys, writer, channels.keySet()), out.toBytes());
    }

    private static List<String> keysOf(Keys keys, String writer, Iterable<ChannelName> channels) {
        List<String> all = new ArrayList<>(List.of(
                keys.meta,
                keys.channels,
                keys.index,
                keys.answers,
                keys.answersByAge,
                keys.tombstones,
                keys.tombstonesByAge,
                keys.fences,
                keys.writer(writer)));
        for (ChannelName channel : channels) {
            all.add(keys.log(channel));
            all.add(keys.docs(channel));
            all.add(keys.ids(channel));
        }
        return all;
    }

    /** The bounds are of the whole log; each partition has its share of the tombstones, and of the keys what the pool says. */
    private static void putLimits(Packer out, int partition, LogLimits limits, KeyPool pool) {
        out.integer(limits.keyLifeMillis());
        out.integer(pool.maxKeys(partition));
        out.integer(pool.maxBytes(partition));
        out.integer(Math.max(1, limits.maxTombstones() / Partitions.COUNT));
        out.integer(limits.maxIndexEntries());
    }

    private static void putChannels(
            Packer out, Set<ChannelName> channels, Function<ChannelName, ChannelSettings> settings) {
        out.array(channels.size());
        for (ChannelName channel : channels) {
            ChannelSettings kept = settings.apply(channel);
            out.array(3);
            out.text(channel.value());
            out.integer(kept.maxPublications());
            out.integer(kept.maxAgeMillis());
        }
    }

    private static void putItem(Packer out, Append item, int channel, Iterator<byte[]> forms) {
        out.array(5);
        out.integer(channel);
        out.array(item.entries().size());
        for (Entry entry : item.entries()) {
            putEntry(out, entry, forms.next());
        }
        DocumentWrite write = item.document();
        if (write == null) {
            out.flag(false);
        } else {
            out.array(4);
            out.text(write.id());
            out.text(Long.toString(write.expectedVersion()));
            out.flag(write.mustExist());
            out.text(Long.toString(write.version()));
        }
        putKeyAndFence(out, item.idempotency(), item.fence());
    }

    private static void putEntry(Packer out, Entry entry, byte[] form) {
        String key = entry.key();
        if (entry.change() == Change.NONE || key == null) {
            out.raw(form);
        } else {
            out.array(3);
            out.raw(form);
            out.integer(PublicationForm.code(entry.change()));
            out.text(key);
        }
    }

    private static void putKeyAndFence(Packer out, @Nullable Idempotency key, @Nullable Fence fence) {
        if (key == null) {
            out.flag(false);
        } else {
            out.array(3);
            out.text(key.scopedKey());
            out.text(key.requestHash());
            out.integer(key.status());
        }
        if (fence == null) {
            out.flag(false);
        } else {
            out.array(2);
            out.text(fence.source());
            out.text(tokenText(fence.token()));
        }
    }

    /** Texts that are ordered as the numbers are: Lua's numbers hold 53 bits only. */
    static String tokenText(long token) {
        return HEX.toHexDigits(token ^ Long.MIN_VALUE);
    }

    static long token(String text) {
        return HexFormat.fromHexDigitsToLong(text) ^ Long.MIN_VALUE;
    }
}
