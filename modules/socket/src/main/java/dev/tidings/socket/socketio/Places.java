package dev.tidings.socket.socketio;

import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.socket.socketio.ResumePoint.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where one client stands in its channels. Owned by its event loop. */
final class Places {

    private final Map<ChannelName, Subscription> all = new LinkedHashMap<>(2);

    /** The channel that {@link #rest} leaves out. */
    private @Nullable ChannelName without;

    private byte[] rest = EventFormat.END;

    /** Adds a channel. */
    void put(Subscription subscription) {
        all.put(subscription.channel(), subscription);
        without = null;
    }

    /** Takes a channel away, if it was there. */
    void remove(ChannelName channel) {
        all.remove(channel);
        without = null;
    }

    /** Whether nothing was added. */
    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The subscription to a channel; null when there is none. */
    @Nullable
    Subscription of(ChannelName channel) {
        return all.get(channel);
    }

    /** The channel was moved without an event of its own. */
    void moved() {
        without = null;
    }

    /** The whole offset. */
    String text() {
        return ResumePoint.text(placesBut(null));
    }

    /** Whether a client is in one channel alone, so that its events need no {@link #rest} but their end. */
    boolean isAlone() {
        return all.size() == 1;
    }

    /**
     * What follows the place in one channel, with the event's end. It changes when another channel moves, so that a burst in
     * one makes it once.
     */
    byte[] rest(ChannelName channel) {
        if (!channel.equals(without)) {
            boolean fits = !text().endsWith(ResumePoint.TOO_MANY);
            String others = fits ? ResumePoint.text(placesBut(channel)).substring(1) : ResumePoint.TOO_MANY;
            rest = (others + "\"]").getBytes(StandardCharsets.US_ASCII);
            without = channel;
        }
        return rest;
    }

    private List<Place> placesBut(@Nullable ChannelName channel) {
        List<Place> places = new ArrayList<>(all.size());
        for (Subscription subscription : all.values()) {
            if (!subscription.channel().equals(channel)) {
                places.add(new Place(subscription.channel(), subscription.position()));
            }
        }
        return places;
    }
}
