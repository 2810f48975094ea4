package dev.tidings.sse;

import dev.tidings.hub.Reset;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * A stream of publications, to which channels can be added. Owned by its event loop. What is said about a channel is the same
 * in all of them; which ids it has is the matter of each kind.
 */
abstract class ChannelStream extends EventStream {

    ChannelStream(Opening opening) {
        super(opening);
    }

    /**
     * The client stands here in a channel once it has what is written next.
     *
     * @param position null in a volatile channel
     * @param owed whether a snapshot has yet to follow, so that the client can't come back from here
     * @return what is written next has this id; null for none, as always while a snapshot is owed
     */
    abstract @Nullable String moved(ChannelName channel, @Nullable Position position, boolean owed);

    /** Whether a snapshot of this channel names it. */
    abstract boolean envelopes(ChannelName channel);

    @Override
    public final void reset(Subscription from, Reset reset) {
        Snapshot snapshot = reset.snapshot();
        String id = moved(from.channel(), reset.position(), snapshot != null);
        say(id, Words.RESET, Words.reset(from.channel(), reset));
        if (snapshot != null) {
            sayOwed(from.channel(), snapshot);
        }
    }

    /** Says that a channel was added, and where it begins. */
    final void saySubscribed(ChannelName channel, Subscribed subscribed) {
        Snapshot snapshot = subscribed.snapshot();
        String id = moved(channel, subscribed.position(), snapshot != null);
        say(id, Words.SUBSCRIBED, Words.subscribed(channel, subscribed));
        if (snapshot != null) {
            sayOwed(channel, snapshot);
        }
    }

    /** Writes a snapshot; from then on the channel can be resumed. */
    final void sayOwed(ChannelName channel, Snapshot snapshot) {
        String id = moved(channel, snapshot.position(), false);
        if (envelopes(channel)) {
            saySnapshot(id, Words.snapshotEnvelopeBegin(channel, snapshot.position()), snapshot, "}");
        } else {
            say(id, snapshot);
        }
    }
}
