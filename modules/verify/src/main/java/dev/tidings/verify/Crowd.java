package dev.tidings.verify;

import dev.tidings.model.Position;
import dev.tidings.verify.Findings.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The readers of a run: named and multiplexed streams, WebSockets, whole payloads, polls, and clients that go from one to the
 * other. Owned by the run's event loop.
 */
final class Crowd {

    private final Rig rig;
    private final List<String> channels;
    private final String collection;
    private final List<Reader> readers = new ArrayList<>();
    private final Map<String, Map<String, Long>> folds = new LinkedHashMap<>();
    private final List<ArrayWatch> arrays = new ArrayList<>();

    /** @param names where a run writes */
    Crowd(Rig rig, Names names, Plan plan) {
        this.rig = rig;
        this.channels = names.channels();
        this.collection = names.collection();
        List<Integer> parts = IntStream.range(0, Transport.parts())
                .filter(part -> plan.transports().contains(Transport.ofPart(part)))
                .boxed()
                .toList();
        for (int i = 0; i < plan.subscribers(); i++) {
            Tamper tamper = i == plan.victim().index() ? plan.tamper() : Tamper.NONE;
            add(i, parts.get(i % parts.size()), plan.seed(), tamper);
        }
    }

    /**
     * Of thirty: five streams of the collection, five WebSockets (one of several channels), four clients that hop, four streams
     * of a channel, three multiplexed, four and one polls, four arrays.
     */
    private void add(int i, int part, long seed, Tamper tamper) {
        String channel = channels.get(i % channels.size());
        boolean patient = i % 2 == 0;
        if (part < 5) {
            Account account = new Account(rig, "s" + i, collection, tamper.between());
            ChannelStream stream = new ChannelStream(rig, "s" + i, collection, true, part >= 2, patient, account);
            readers.add(stream);
            if (part >= 2) {
                folds.put("s" + i, stream.fold());
            }
        } else if (part < 10) {
            addSocket("k" + i, part, channel, patient, tamper);
        } else if (part < 14) {
            String hopped = part < 12 ? collection : channel;
            Account account = new Account(rig, "h" + i, hopped, tamper.between());
            readers.add(new Hopper(rig, "h" + i, hopped, part < 12, account, new Random(seed * 31 + i)));
        } else if (part < 18) {
            Account account = new Account(rig, "s" + i, channel, tamper.between());
            readers.add(new ChannelStream(rig, "s" + i, channel, false, false, patient, account));
        } else if (part < 21) {
            String next = channels.get((i + 1) % channels.size());
            readers.add(new MultiplexedStream(rig, "m" + i, List.of(channel, collection, next), patient));
        } else if (part < 26) {
            String polled = part == 21 ? collection : channel;
            int waitSeconds = part == 25 ? 0 : PollReader.WAIT_SECONDS;
            Account account = new Account(rig, "p" + i, polled, tamper.between());
            readers.add(new ChannelPoll(rig, "p" + i, polled, waitSeconds, account));
        } else {
            addArray(i, part < 28, patient);
        }
    }

    private void addSocket(String name, int part, String channel, boolean patient, Tamper tamper) {
        Map<String, Account> accounts = new LinkedHashMap<>();
        accounts.put(collection, new Account(rig, name, collection, tamper.between()));
        if (part >= 7) {
            accounts.put(channel, new Account(rig, name, channel, Tamper.NONE.between()));
        }
        boolean folding = part == 6 || part == 9;
        SocketReader reader = new SocketReader(rig, name, accounts, folding ? collection : null, patient);
        readers.add(reader);
        if (folding) {
            folds.put(name, reader.fold());
        }
    }

    private void addArray(int i, boolean polling, boolean patient) {
        if (polling) {
            ArrayPoll poll = new ArrayPoll(rig, "a" + i, collection);
            arrays.add(poll.watch());
            readers.add(poll);
        } else {
            ArrayStream stream = new ArrayStream(rig, "w" + i, collection, patient);
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
                && arrays.stream().allMatch(array -> isAt(array.position(), heads.get(collection)));
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
