package dev.tidings.socket.socketio;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a client stands in all its channels, as the one text that its library keeps: the last argument of the last event.
 * Pure functions on immutable values.
 *
 * <p>Text form: version character {@code 1}, then for each channel {@code ,<channel>@<position>}, nothing after the {@code @}
 * for a channel that keeps no log. The channel that an event is from comes first, so that event and beginning are the same
 * for every client, and what follows is the same for all that stand at the same place in the others. A client with more
 * channels than fit gets {@code ,!} instead of them, which can't be resumed.
 */
final class ResumePoint {

    /** How many channels a client can be in and be recovered. */
    static final int MAX_CHANNELS = 64;

    /** How long the text is at the most: every event carries it. */
    static final int MAX_LENGTH = 2_048;

    /** What stands in the place of channels when there are too many. */
    static final String TOO_MANY = ",!";

    private static final char VERSION = '1';

    /**
     * One channel.
     *
     * @param channel which
     * @param position up to where the client has everything; null in a volatile channel
     */
    record Place(ChannelName channel, @Nullable Position position) {

        @Override
        public String toString() {
            return "," + channel + '@' + (position == null ? "" : position);
        }
    }

    private ResumePoint() {}

    /** The text of a client that stands at these places. */
    static String text(List<Place> places) {
        StringBuilder text = new StringBuilder(48 * places.size() + 1).append(VERSION);
        places.forEach(text::append);
        return places.size() > MAX_CHANNELS || text.length() > MAX_LENGTH ? VERSION + TOO_MANY : text.toString();
    }

    /** What goes before the text of the other places, in an event that moves the client to this one. */
    static byte[] first(Place place) {
        return (VERSION + place.toString()).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads what a client came back with.
     *
     * @return the places, each channel once; empty when it can't be resumed, whatever it is
     */
    static Optional<List<Place>> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || text.charAt(0) != VERSION) {
            return Optional.empty();
        }
        List<Place> places = new ArrayList<>();
        Set<ChannelName> seen = new HashSet<>();
        for (int at = 1; at < text.length(); ) {
            int end = text.indexOf(',', at + 1);
            end = end < 0 ? text.length() : end;
            Place place = text.charAt(at) == ',' ? place(text, at + 1, end) : null;
            if (place == null || !seen.add(place.channel) || places.size() == MAX_CHANNELS) {
                return Optional.empty();
            }
            places.add(place);
            at = end;
        }
        return Optional.of(List.copyOf(places));
    }

    private static @Nullable Place place(String text, int from, int to) {
        int at = text.indexOf('@', from);
        if (at < 0 || at >= to || !ChannelName.isValid(text.substring(from, at))) {
            return null;
        }
        ChannelName channel = new ChannelName(text.substring(from, at));
        if (at + 1 == to) {
            return new Place(channel, null);
        }
        return Position.parse(text.substring(at + 1, to))
                .map(position -> new Place(channel, position))
                .orElse(null);
    }
}
