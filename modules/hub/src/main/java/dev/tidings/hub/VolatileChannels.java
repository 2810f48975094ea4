package dev.tidings.hub;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Partitions;
import dev.tidings.model.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels that are in no log: delivered at most once, the latest of each key, an old one never after a newer. Owned by
 * the hub's loop. A loop is handed one set of publications at a time; what comes before it has taken them replaces what waits
 * under the same key, and beyond a bound the oldest is dropped.
 */
final class VolatileChannels {

    private static final int MAX_WAITING_KEYS = 1_024;
    private static final int MAX_KNOWN_SENDERS = 4_096;

    private final Map<ChannelName, List<Listener>> listeners = new HashMap<>();

    /** The count of the last publication of each sender and key: what is not above it came late. */
    private final LinkedHashMap<SenderKey, Long> lastCounts = new LinkedHashMap<>(16, 0.75f, true);

    private final int[] listenersInPartition = new int[Partitions.COUNT];
    private long followed;

    private record SenderKey(ChannelName channel, String sender, String key) {}

    /** A loop that listens, and what waits for it. */
    private static final class Listener {
        final LoopChannel channel;
        LinkedHashMap<String, Frame> waiting = new LinkedHashMap<>();
        boolean handedOver;

        Listener(LoopChannel channel) {
            this.channel = channel;
        }
    }

    void follow(ChannelName name, LoopChannel channel) {
        listeners.computeIfAbsent(name, ignored -> new ArrayList<>(1)).add(new Listener(channel));
        int partition = Partitions.of(name);
        listenersInPartition[partition]++;
        followed |= 1L << partition;
    }

    /** A bit for each partition of which somebody listens to a channel. */
    long followed() {
        return followed;
    }

    void unfollow(ChannelName name, LoopChannel channel) {
        List<Listener> known = listeners.get(name);
        if (known != null) {
            int partition = Partitions.of(name);
            if (known.removeIf(listener -> listener.channel == channel) && --listenersInPartition[partition] == 0) {
                followed &= ~(1L << partition);
            }
            if (known.isEmpty()) {
                listeners.remove(name);
            }
        }
    }

    /** Takes what the bus brought. */
    void accept(BusMessage.Volatile message, Inbox inbox) {
        List<Listener> known = listeners.get(message.channel());
        if (known == null || isLate(message)) {
            return;
        }
        Publication publication = message.publication();
        Frame frame = new Frame(message.channel(), null, publication, 0);
        for (Listener listener : known) {
            keep(listener, keyOf(publication), frame);
            handOver(listener, inbox);
        }
    }

    private boolean isLate(BusMessage.Volatile message) {
        SenderKey key = new SenderKey(message.channel(), message.sender(), keyOf(message.publication()));
        @Nullable Long last = lastCounts.get(key);
        if (last != null && message.count() <= last) {
            return true;
        }
        lastCounts.put(key, message.count());
        if (lastCounts.size() > MAX_KNOWN_SENDERS) {
            dropFirst(lastCounts);
        }
        return false;
    }

    private static void keep(Listener listener, String key, Frame frame) {
        listener.waiting.remove(key);
        listener.waiting.put(key, frame);
        if (listener.waiting.size() > MAX_WAITING_KEYS) {
            dropFirst(listener.waiting);
        }
    }

    private static void handOver(Listener listener, Inbox inbox) {
        if (listener.handedOver || listener.waiting.isEmpty()) {
            return;
        }
        listener.handedOver = true;
        List<Frame> frames = new ArrayList<>(listener.waiting.values());
        listener.waiting = new LinkedHashMap<>();
        listener.channel.takeVolatile(
                frames,
                () -> inbox.add(() -> {
                    listener.handedOver = false;
                    handOver(listener, inbox);
                }));
    }

    private static String keyOf(Publication publication) {
        String key = publication.key();
        return key == null ? "" : key;
    }

    private static void dropFirst(Map<?, ?> map) {
        Iterator<?> first = map.entrySet().iterator();
        first.next();
        first.remove();
    }
}
