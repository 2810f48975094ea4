package dev.tidings.it.verify;

import dev.tidings.it.verify.Findings.Kind;
import dev.tidings.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The readers of a run: named and multiplexed streams, whole payloads, and long polls. Owned by the run's event loop. */
final class Crowd {

    private static final String COLLECTION = "tasks";

    private final Rig rig;
    private final List<String> channels;
    private final List<Reader> readers = new ArrayList<>();
    private final List<ChannelStream> folds = new ArrayList<>();
    private final List<ArrayWatch> arrays = new ArrayList<>();

    /** @param tamper what is done to the first named stream */
    Crowd(Rig rig, List<String> channels, int size, Tamper tamper) {
        this.rig = rig;
        this.channels = List.copyOf(channels);
        for (int i = 0; i < size; i++) {
            add(i, i == 0 ? tamper : Tamper.NONE);
        }
    }

    /** Of twenty: five streams of the collection, four of a channel, three multiplexed, four and two polls, two arrays. */
    private void add(int i, Tamper tamper) {
        String channel = channels.get(i % channels.size());
        boolean patient = i % 2 == 0;
        int part = i % 20;
        if (part < 5) {
            boolean folding = part >= 2;
            ChannelStream stream =
                    new ChannelStream(rig, "s" + i, COLLECTION, true, folding, patient, tamper.between());
            if (folding) {
                folds.add(stream);
            }
            readers.add(stream);
        } else if (part < 9) {
            readers.add(new ChannelStream(rig, "s" + i, channel, false, false, patient, tamper.between()));
        } else if (part < 12) {
            String next = channels.get((i + 1) % channels.size());
            readers.add(new MultiplexedStream(rig, "m" + i, List.of(channel, COLLECTION, next), patient));
        } else if (part < 16) {
            readers.add(new ChannelPoll(rig, "p" + i, part == 12 ? COLLECTION : channel));
        } else if (part < 18) {
            ArrayPoll poll = new ArrayPoll(rig, "a" + i, COLLECTION);
            arrays.add(poll.watch());
            readers.add(poll);
        } else {
            ArrayStream stream = new ArrayStream(rig, "w" + i, COLLECTION, patient);
            arrays.add(stream.watch());
            readers.add(stream);
        }
    }

    void start() {
        readers.forEach(Reader::start);
    }

    void stop() {
        readers.forEach(Reader::stop);
    }

    /** Whether every track and every array has been told where it begins. */
    boolean settled() {
        return rig.ledger().tracks().stream().allMatch(track -> track.position() != null)
                && arrays.stream().allMatch(array -> array.position() != null);
    }

    /** Whether everybody is at these heads. */
    boolean drained(Map<String, Position> heads) {
        return rig.ledger().tracks().stream().allMatch(track -> isAt(track.position(), heads.get(track.channel())))
                && arrays.stream().allMatch(array -> isAt(array.position(), heads.get(COLLECTION)));
    }

    private static boolean isAt(@Nullable Position position, @Nullable Position head) {
        return position != null
                && head != null
                && position.epoch().equals(head.epoch())
                && position.offset() >= head.offset();
    }

    /** Every fold and every array must be the collection as it is. */
    void compare(Map<String, Long> collection) {
        for (ChannelStream stream : folds) {
            if (!stream.fold().equals(collection)) {
                rig.ledger().findings().add(Kind.LOST, stream.name() + "'s fold is not the collection");
            }
        }
        for (ArrayWatch array : arrays) {
            if (!array.versions().equals(collection)) {
                rig.ledger().findings().add(Kind.LOST, array + "'s last state is not the collection");
            }
        }
    }
}
