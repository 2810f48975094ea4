package dev.tidings.verify;

import dev.tidings.model.Position;
import dev.tidings.verify.Findings.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The readers of a run: named and multiplexed streams, WebSockets, whole payloads, polls, and clients that go from one to the
 * other. Owned by the run's event loop.
 */
final class Crowd {

    private static final String COLLECTION = "tasks";

    private final Rig rig;
    private final List<String> channels;
    private final List<Reader> readers = new ArrayList<>();
    private final Map<String, Map<String, Long>> folds = new LinkedHashMap<>();
    private final List<ArrayWatch> arrays = new ArrayList<>();

    /**
     * @param seed draws how clients hop
     * @param tamper what is done to one client
     * @param victim which client it is done to: the first of this kind
     */
    Crowd(Rig rig, List<String> channels, int size, long seed, Tamper tamper, Victim victim) {
        this.rig = rig;
        this.channels = List.copyOf(channels);
        for (int i = 0; i < size; i++) {
            add(i, seed, i == victim.index() ? tamper : Tamper.NONE);
        }
    }

    /**
     * Of thirty: five streams of the collection, five WebSockets (one of several channels), four clients that hop, four streams
     * of a channel, three multiplexed, four and one polls, four arrays.
     */
    private void add(int i, long seed, Tamper tamper) {
        String channel = channels.get(i % channels.size());
        boolean patient = i % 2 == 0;
        int part = i % 30;
        if (part < 5) {
            Account account = new Account(rig, "s" + i, COLLECTION, tamper.between());
            ChannelStream stream = new ChannelStream(rig, "s" + i, COLLECTION, true, part >= 2, patient, account);
            readers.add(stream);
            if (part >= 2) {
                folds.put("s" + i, stream.fold());
            }
        } else if (part < 10) {
            addSocket("k" + i, part, channel, patient, tamper);
        } else if (part < 14) {
            String hopped = part < 12 ? COLLECTION : channel;
            Account account = new Account(rig, "h" + i, hopped, tamper.between());
            readers.add(new Hopper(rig, "h" + i, hopped, part < 12, account, new Random(seed * 31 + i)));
        } else if (part < 18) {
            Account account = new Account(rig, "s" + i, channel, tamper.between());
            readers.add(new ChannelStream(rig, "s" + i, channel, false, false, patient, account));
        } else if (part < 21) {
            String next = channels.get((i + 1) % channels.size());
            readers.add(new MultiplexedStream(rig, "m" + i, List.of(channel, COLLECTION, next), patient));
        } else if (part < 26) {
            String polled = part == 21 ? COLLECTION : channel;
            int waitSeconds = part == 25 ? 0 : PollReader.WAIT_SECONDS;
            Account account = new Account(rig, "p" + i, polled, tamper.between());
            readers.add(new ChannelPoll(rig, "p" + i, polled, waitSeconds, account));
        } else {
            addArray(i, part < 28, patient);
        }
    }

    private void addSocket(String name, int part, String channel, boolean patient, Tamper tamper) {
        Map<String, Account> accounts = new LinkedHashMap<>();
        accounts.put(COLLECTION, new Account(rig, name, COLLECTION, tamper.between()));
        if (part >= 7) {
            accounts.put(channel, new Account(rig, name, channel, Tamper.NONE.between()));
        }
        boolean folding = part == 6 || part == 9;
        SocketReader reader = new SocketReader(rig, name, accounts, folding ? COLLECTION : null, patient);
        readers.add(reader);
        if (folding) {
            folds.put(name, reader.fold());
        }
    }

    private void addArray(int i, boolean polling, boolean patient) {
        if (polling) {
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
        folds.forEach((name, fold) -> {
            if (!fold.equals(collection)) {
                rig.ledger().findings().add(Kind.LOST, name + "'s fold is not the collection");
            }
        });
        for (ArrayWatch array : arrays) {
            if (!array.versions().equals(collection)) {
                rig.ledger().findings().add(Kind.LOST, array + "'s last state is not the collection");
            }
        }
    }
}
