package dev.tidings.it.simulation;

import dev.tidings.log.StoredDocument;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What anybody was told, held against what everybody else was told: within an epoch every place of a channel has one content,
 * and every state of a collection is the one that its publications add up to. Owned by the scheduler's thread.
 */
final class Ledger {

    private final List<String> violations = new ArrayList<>();
    private final Map<Place, String> contents = new HashMap<>();
    private final Map<Place, String> states = new HashMap<>();
    private final Map<String, Place> placeOfWrite = new HashMap<>();
    private final Map<Place, String> acknowledged = new HashMap<>();
    private int delivered;
    private int resets;

    /** A place in a channel. */
    record Place(ChannelName channel, Epoch epoch, long offset) {}

    /** Notes that something is wrong; the first few are enough. */
    void violation(String text) {
        if (violations.size() < 20) {
            violations.add(text);
        }
    }

    List<String> violations() {
        return violations;
    }

    int delivered() {
        return delivered;
    }

    int resets() {
        return resets;
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    /** A client was sent a publication. */
    void delivered(ChannelName channel, Epoch epoch, Publication publication) {
        delivered++;
        content(new Place(channel, epoch, publication.offset()), content(publication));
    }

    /** A client was told of a gap. */
    void reset() {
        resets++;
    }

    /** A writer was told that its write is there. */
    void acknowledged(ChannelName channel, Position position, String write) {
        Place place = new Place(channel, position.epoch(), position.offset());
        acknowledged.put(place, write);
        Place before = placeOfWrite.putIfAbsent(write, place);
        if (before != null && !before.equals(place)) {
            violation("doubled: " + write + " is at " + before + " and at " + place);
        }
    }

    /** Somebody saw a collection's state at a position, in whatever way. */
    void state(ChannelName collection, Position position, Map<String, String> documents) {
        Place place = new Place(collection, position.epoch(), position.offset());
        String state = documents.toString();
        String before = states.putIfAbsent(place, state);
        if (before != null && !before.equals(state)) {
            violation("two states at " + place + ": " + before + " and " + state);
        }
    }

    /** At the end: what the log holds now. */
    void log(
            ChannelName channel,
            Epoch epoch,
            List<Publication> retained,
            long oldest,
            long head,
            boolean lostSomething) {
        Map<String, Long> seen = new HashMap<>();
        for (Publication publication : retained) {
            content(new Place(channel, epoch, publication.offset()), content(publication));
            Long twice = seen.put(publication.data() + publication.event(), publication.offset());
            if (twice != null) {
                violation("doubled in the log: " + channel + " " + publication.data() + " at " + twice + " and at "
                        + publication.offset());
            }
        }
        if (lostSomething) {
            return;
        }
        for (Map.Entry<Place, String> write : acknowledged.entrySet()) {
            Place place = write.getKey();
            if (!place.channel().equals(channel)) {
                continue;
            }
            // An epoch may change though nothing was lost: the offsets stay.
            boolean there = place.offset() <= head
                    && (place.offset() < oldest || contents.containsKey(new Place(channel, epoch, place.offset())));
            if (!there) {
                violation("acknowledged but lost: " + write.getValue() + " at " + place + ", the log ends at " + epoch
                        + "-" + head);
            }
        }
    }

    /** While the store stays the same, nothing may begin a new epoch. */
    void requireOneEpochAChannel() {
        Map<ChannelName, Epoch> epochs = new HashMap<>();
        for (Place place : contents.keySet()) {
            Epoch other = epochs.putIfAbsent(place.channel(), place.epoch());
            if (other != null && !other.equals(place.epoch())) {
                violation("the epoch of " + place.channel() + " changed though the store did not");
            }
        }
    }

    static Map<String, String> documents(List<StoredDocument> stored) {
        Map<String, String> documents = new TreeMap<>();
        for (StoredDocument document : stored) {
            documents.put(
                    String.valueOf(document.last().key()),
                    document.last().data().toString());
        }
        return documents;
    }

    static String content(Publication publication) {
        return publication.event() + '|' + publication.key() + '|' + publication.data() + '|' + publication.change();
    }

    private void content(Place place, String content) {
        String before = contents.putIfAbsent(place, content);
        if (before != null && !before.equals(content)) {
            violation("two truths at " + place + ": " + before + " and " + content);
        }
    }
}
