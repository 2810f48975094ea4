package dev.tidings.log.embedded;

import dev.tidings.log.IndexPage.IndexEntry;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.HubException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The form of one partition in a snapshot: exactly what the fold holds, as of {@code appliedUpTo}. Pure functions. */
final class PartitionCodec {

    private PartitionCodec() {}

    static byte[] encode(PartitionFold partition, long appliedUpTo) {
        ByteWriter out = new ByteWriter(1_024);
        out.putVar(appliedUpTo);
        out.putText(partition.epoch().value());
        out.putVar(partition.sequence());
        out.putVar(partition.fences.size());
        partition.fences.forEach((source, token) -> {
            out.putText(source);
            out.putSigned(token);
        });
        out.putVar(partition.keys.size());
        partition.keys.forEach((key, stored) -> {
            out.putText(key);
            RecordCodec.encodeKey(stored, out);
        });
        Map<ChannelName, Integer> numbers = new HashMap<>();
        out.putVar(partition.channels.size());
        for (ChannelFold channel : partition.channels.values()) {
            numbers.put(channel.name, numbers.size());
            encode(channel, out);
        }
        encodeIndex(partition.index, numbers, out);
        return out.toBytes();
    }

    /** Fills an empty partition; tombstones are left to the caller, since their order is that of the whole log. */
    static void decode(byte[] bytes, PartitionFold partition, References references) {
        try {
            ByteReader in = new ByteReader(bytes);
            partition.appliedUpTo = in.readVar();
            partition.epoch = new Epoch(in.readText());
            partition.index.startAt(in.readVar());
            for (int i = in.readCount(); i > 0; i--) {
                partition.fences.put(in.readText(), in.readSigned());
            }
            for (int i = in.readCount(); i > 0; i--) {
                partition.keys.remember(in.readText(), RecordCodec.decodeKey(in));
            }
            List<ChannelName> names = new ArrayList<>();
            for (int i = in.readCount(); i > 0; i--) {
                ChannelFold channel = decodeChannel(in, references);
                partition.channels.put(channel.name, channel);
                names.add(channel.name);
            }
            decodeIndex(in, names, partition.index);
        } catch (HubException e) {
            throw new DamagedException(e.detail());
        }
    }

    private static void encode(ChannelFold channel, ByteWriter out) {
        out.putText(channel.name.value());
        out.putText(channel.epoch.value());
        out.putVar(channel.head);
        out.putVar(channel.lastAppendMillis);
        int size = channel.ring.size();
        out.putVar(size);
        long location = 0;
        long atMillis = 0;
        for (int i = 0; i < size; i++) {
            out.putSigned(channel.ring.location(i) - location);
            out.putSigned(channel.ring.atMillis(i) - atMillis);
            location = channel.ring.location(i);
            atMillis = channel.ring.atMillis(i);
        }
        out.putVar(channel.documents.size());
        channel.documents.forEach((id, state) -> {
            out.putText(id);
            out.putVar(state.version());
            out.putVar(state.createdOffset());
            out.putVar(state.offset());
            out.putVar(state.location());
            out.putVar(state.atMillis());
        });
    }

    private static ChannelFold decodeChannel(ByteReader in, References references) {
        ChannelFold channel = new ChannelFold(new ChannelName(in.readText()), new Epoch(in.readText()));
        channel.head = in.readVar();
        channel.lastAppendMillis = in.readVar();
        long location = 0;
        long atMillis = 0;
        for (int i = in.readCount(); i > 0; i--) {
            location += in.readSigned();
            atMillis += in.readSigned();
            channel.ring.add(location, atMillis);
            references.add(location);
        }
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            DocumentState state =
                    new DocumentState(in.readVar(), in.readVar(), in.readVar(), in.readVar(), in.readVar());
            channel.documents.put(id, state);
            if (state.isAlive()) {
                references.add(state.location());
            }
        }
        return channel;
    }

    /** Entries of channels that were reclaimed are left out with all before them. */
    private static void encodeIndex(SequenceIndex index, Map<ChannelName, Integer> numbers, ByteWriter out) {
        List<IndexEntry> entries = index.after(0, Integer.MAX_VALUE);
        int first = entries.size();
        while (first > 0 && numbers.containsKey(entries.get(first - 1).channel())) {
            first--;
        }
        out.putVar(entries.size() - first);
        for (IndexEntry entry : entries.subList(first, entries.size())) {
            out.putVar(Objects.requireNonNull(numbers.get(entry.channel())));
            out.putVar(entry.offset());
        }
    }

    private static void decodeIndex(ByteReader in, List<ChannelName> names, SequenceIndex index) {
        int count = in.readCount();
        long sequence = index.head() - count;
        index.startAt(sequence);
        for (int i = 0; i < count; i++) {
            sequence++;
            int number = (int) in.readVar();
            if (number < 0 || number >= names.size()) {
                throw new DamagedException("an index entry of channel " + number);
            }
            index.add(sequence, names.get(number), in.readVar());
        }
    }
}
