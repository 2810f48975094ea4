package dev.tidings.verify;

import dev.tidings.model.Position;
import dev.tidings.verify.Findings.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The books of a run: who wrote what with which outcome, who received what; at its end compared with the log. Owned by the
 * thread that made it; no I/O, no clock.
 */
public final class Ledger {

    private static final int MAX_LATENCY_MILLIS = 600_000;

    private final Map<WriteId, Written> acked = new HashMap<>();
    private final Set<WriteId> attempted = new HashSet<>();
    private final List<Track> tracks = new ArrayList<>();
    private final Map<String, Map<Position, WriteId>> claims = new HashMap<>();
    private final Findings findings = new Findings();
    private final Lateness lateness = new Lateness();
    private final int[] latencies = new int[MAX_LATENCY_MILLIS + 1];

    private long delivered;
    private long timed;
    private long resets;
    private long maxSilenceNanos;
    private String mostSilent = "nobody";

    private record Written(String channel, Position position) {}

    /** A write is about to be sent for the first time. */
    public void attempted(WriteId write) {
        attempted.add(write);
    }

    /** The hub says that the write is in the log at {@code position}. */
    public void acked(WriteId write, String channel, Position position) {
        acked.put(write, new Written(channel, position));
    }

    /** Opens the books of one subscriber on one channel. */
    public Track track(String subscriber, String channel) {
        Track track = new Track(subscriber, channel, this);
        tracks.add(track);
        return track;
    }

    /** One a subscriber and channel, in the order in which they began. */
    public List<Track> tracks() {
        return List.copyOf(tracks);
    }

    /** The first violations, in words. */
    public List<String> words() {
        return findings.words();
    }

    Findings findings() {
        return findings;
    }

    void resetSeen() {
        resets++;
    }

    /** How late deliveries were, by what was going on. */
    Lateness lateness() {
        return lateness;
    }

    /** How long a write took to a reader. */
    void took(Delivery delivery, long nowNanos) {
        latencies[(int) Math.min(delivery.latencyNanos() / 1_000_000, MAX_LATENCY_MILLIS)]++;
        timed++;
        lateness.delivered(nowNanos - delivery.latencyNanos(), delivery.latencyNanos());
    }

    void silence(Track track, long nanos) {
        if (nanos > maxSilenceNanos) {
            maxSilenceNanos = nanos;
            mostSilent = track.toString();
        }
    }

    /** The silence that 99 of 100 subscribers did not have to bear, ms: of each its longest. */
    public long silenceP99Millis() {
        long[] longest =
                tracks.stream().mapToLong(Track::longestSilenceNanos).sorted().toArray();
        return longest.length == 0 ? 0 : longest[(longest.length - 1) * 99 / 100] / 1_000_000;
    }

    /** The subscriber that heard nothing for the longest time. */
    public String mostSilent() {
        return mostSilent;
    }

    /** What a subscriber was given for a position must be what every other is given for it. */
    void delivered(String channel, Delivery delivery) {
        delivered++;
        WriteId first = claims.computeIfAbsent(channel, name -> new HashMap<>())
                .putIfAbsent(delivery.position(), delivery.write());
        if (first != null && !first.equals(delivery.write())) {
            findings.add(
                    Kind.PHANTOM,
                    channel + " " + delivery.position() + " was " + first + " and then " + delivery.write());
        }
    }

    /** Compares everything with the log, read back after the run. Call it once. */
    public Verdict check(Map<String, LogCopy> log) {
        checkWrites(log);
        claims.forEach((channel, given) -> checkClaims(channel, given, copyOf(log, channel)));
        for (Track track : tracks) {
            LogCopy copy = copyOf(log, track.channel());
            track.check(copy.epoch(), copy.writes(), copy.head());
        }
        return verdict();
    }

    private Verdict verdict() {
        return new Verdict(
                acked.size(),
                attempted.size() - acked.size(),
                delivered,
                findings.count(Kind.LOST),
                findings.count(Kind.DUP),
                findings.count(Kind.REORDERED),
                findings.count(Kind.PHANTOM),
                resets,
                maxSilenceNanos / 1_000_000,
                p99Millis());
    }

    private long p99Millis() {
        long later = timed / 100;
        int millis = MAX_LATENCY_MILLIS;
        while (millis > 0 && later >= latencies[millis]) {
            later -= latencies[millis];
            millis--;
        }
        return millis;
    }

    private static LogCopy copyOf(Map<String, LogCopy> log, String channel) {
        LogCopy copy = log.get(channel);
        if (copy == null) {
            throw new IllegalArgumentException("the log of channel " + channel + " was not read back");
        }
        return copy;
    }

    private void checkWrites(Map<String, LogCopy> log) {
        Map<WriteId, String> places = new HashMap<>();
        log.forEach((channel, copy) -> {
            Map<Integer, Long> newest = new HashMap<>();
            copy.writes().forEach((offset, write) -> {
                if (write.isForeign()) {
                    return;
                }
                checkEntry(channel + "-" + offset, write, places.put(write, channel + "-" + offset));
                Long before = newest.put(write.producer(), write.number());
                if (before != null && before > write.number()) {
                    findings.add(
                            Kind.REORDERED, write + " stands behind number " + before + " in the log of " + channel);
                }
            });
        });
        acked.forEach((write, written) -> {
            LogCopy copy = copyOf(log, written.channel());
            WriteId there = copy.writes().get(written.position().offset());
            boolean sameEpoch = copy.epoch().equals(written.position().epoch());
            if (sameEpoch && written.position().offset() < copy.first()) {
                return; // The hub keeps no more: it was promised to readers, not to the log.
            }
            if (sameEpoch ? !write.equals(there) : !places.containsKey(write)) {
                findings.add(Kind.LOST, write + ", acknowledged as " + written + ", is " + there + " in the log");
            }
        });
    }

    private void checkEntry(String place, WriteId write, @Nullable String earlier) {
        if (earlier != null) {
            findings.add(Kind.DUP, write + " is in the log at " + earlier + " and at " + place);
        }
        if (!attempted.contains(write)) {
            findings.add(Kind.PHANTOM, write + " at " + place + " was never written");
        }
    }

    private void checkClaims(String channel, Map<Position, WriteId> given, LogCopy copy) {
        given.forEach((position, write) -> {
            WriteId there = copy.writes().get(position.offset());
            boolean isKept = position.offset() >= copy.first();
            if (isKept && position.epoch().equals(copy.epoch()) && !write.equals(there)) {
                findings.add(
                        Kind.PHANTOM,
                        channel + " " + position + " was delivered as " + write + ", the log has " + there);
            }
        });
    }
}
