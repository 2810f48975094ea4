package dev.tidings.hub;

import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The channels that somebody on this node reads, and where a batch from the bus finds them. Owned by the hub's loop.
 */
final class Channels {

    private final ChannelLog log;
    private final LogCalls calls;
    private final Loop loop;
    private final HubSettings settings;
    private final Runnable checkSoon;
    private final WindowBudget budget;
    private final Sequencer[] sequencers = new Sequencer[Partitions.COUNT];
    private final Map<ChannelName, ActiveChannel> active = new HashMap<>();
    private final int[] activeInPartition = new int[Partitions.COUNT];
    private long followed;
    private final Set<ActiveChannel> touched = new LinkedHashSet<>();

    Channels(ChannelLog log, LogCalls calls, Loop loop, HubSettings settings, Runnable checkSoon) {
        this.log = log;
        this.calls = calls;
        this.loop = loop;
        this.settings = settings;
        this.checkSoon = checkSoon;
        this.budget = new WindowBudget(settings.windowBytes());
        for (int p = 0; p < sequencers.length; p++) {
            sequencers[p] = new Sequencer(p);
        }
    }

    Loop loop() {
        return loop;
    }

    HubSettings settings() {
        return settings;
    }

    WindowBudget budget() {
        return budget;
    }

    Sequencer sequencer(int partition) {
        return sequencers[partition];
    }

    /** A bit for each partition that has an active channel. */
    long followed() {
        return followed;
    }

    /** How many channels are active. */
    int size() {
        return active.size();
    }

    /** The channel with its follower, opening when it was not active. */
    ActiveChannel follow(ChannelName name, ActiveChannel.Follower follower) {
        ActiveChannel channel = active.get(name);
        if (channel == null) {
            int partition = Partitions.of(name);
            channel = new ActiveChannel(name, this, sequencers[partition]);
            active.put(name, channel);
            activeInPartition[partition]++;
            followed |= 1L << partition;
        }
        channel.follow(follower);
        return channel;
    }

    /** An active channel; null when nobody reads it here. */
    @Nullable
    ActiveChannel get(ChannelName name) {
        return active.get(name);
    }

    /** Takes what the bus brought of one partition. */
    void accept(BusMessage.Batch batch) {
        Sequencer sequencer = sequencers[batch.partition()];
        List<BusMessage.Item> items = batch.items();
        if (!sequencer.arrived(batch.partitionEpoch(), batch.firstSequence(), items.size())) {
            checkSoon.run();
        }
        for (BusMessage.Item item : items) {
            ActiveChannel channel = active.get(item.channel());
            if (channel != null) {
                channel.accept(item);
            }
        }
    }

    /** Hears that a channel has come so far. */
    void accept(BusMessage.Hint hint) {
        ActiveChannel channel = active.get(hint.channel());
        if (channel != null) {
            channel.noteHead(hint.epoch(), hint.offset());
        }
    }

    /** Hears how far partitions have come; what is missing is then looked up. */
    void accept(BusMessage.Heads heads) {
        boolean behind = false;
        for (BusMessage.Head head : heads.heads()) {
            Sequencer sequencer = sequencers[head.partition()];
            sequencer.saw(head.epoch(), head.sequence());
            Epoch epoch = sequencer.epoch();
            behind |= epoch != null && (!epoch.equals(head.epoch()) || sequencer.contiguous() < head.sequence());
        }
        if (behind) {
            checkSoon.run();
        }
    }

    /** A publication is in the log that the bus did not bring. */
    void missed(ChannelName name, long offset) {
        ActiveChannel channel = active.get(name);
        if (channel != null) {
            channel.noteHead(null, offset);
        }
    }

    /** Has every channel of a partition look at the log. */
    void readAll(int partition) {
        for (ActiveChannel channel : List.copyOf(active.values())) {
            if (Partitions.of(channel.channel()) == partition) {
                channel.read();
            }
        }
    }

    Future<ChannelRead> log(ReadRequest request) {
        return calls.within(settings.logMillis(), log.read(request));
    }

    /** A read showed less than was known: the partition must be compared. */
    void checkSoon(Sequencer sequencer) {
        checkSoon.run();
    }

    /** A channel has something new; its followers hear of it at the end of the turn. */
    void touched(ActiveChannel channel) {
        touched.add(channel);
    }

    /** Tells the followers of all channels that have something new; once a turn. */
    void tell() {
        if (touched.isEmpty()) {
            return;
        }
        List<ActiveChannel> changed = new ArrayList<>(touched);
        touched.clear();
        for (ActiveChannel channel : changed) {
            channel.tell();
        }
    }

    /** Closes a channel that nobody reads any more. */
    void close(ActiveChannel channel) {
        if (channel.isClosed() || channel.followerCount() > 0) {
            return;
        }
        channel.close();
        active.remove(channel.channel());
        touched.remove(channel);
        int partition = Partitions.of(channel.channel());
        if (--activeInPartition[partition] == 0) {
            sequencers[partition].stop();
            followed &= ~(1L << partition);
        }
    }
}
