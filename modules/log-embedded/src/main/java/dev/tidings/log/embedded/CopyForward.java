package dev.tidings.log.embedded;

import dev.tidings.log.embedded.GroupScanner.Bad;
import dev.tidings.log.embedded.GroupScanner.Whole;
import dev.tidings.log.embedded.LogRecord.Published;
import dev.tidings.model.HubException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes what still lives in a mostly dead segment once more at the log's end, so that the file can be deleted: else one
 * quiet channel would keep the disk that a noisy one used. Owned by the caretaker.
 */
final class CopyForward {

    /** Segments of which more than this share lives are left as they are. */
    private static final double MAX_LIVE_SHARE = 0.5;

    private static final long NOTHING = -1;

    /** What one step reads. */
    static final long STEP_BYTES = 1 << 20;

    private record Candidate(Published record, byte[] body, long location) {}

    private final Store store;
    private final StateLoop loop;
    private final StateCalls calls;
    private @Nullable Segment segment;
    private @Nullable GroupScanner scanner;
    private int lastDone;

    CopyForward(Store store, StateLoop loop, StateCalls calls) {
        this.store = store;
        this.loop = loop;
        this.calls = calls;
    }

    /**
     * Goes on with a segment, or begins the one of which the least lives.
     *
     * @param before only segments with a lower number, which no replay needs
     * @return how many bytes were written again; negative when there is nothing to do
     */
    long step(int before) throws IOException, InterruptedException {
        Segment current = segment;
        if (current == null) {
            current = calls.ask(() -> worst(before)).orElse(null);
            if (current == null) {
                return NOTHING;
            }
            segment = current;
            scanner = new GroupScanner(current.file(), Segment.HEADER_BYTES);
        }
        GroupScanner groups = Objects.requireNonNull(scanner);
        List<Candidate> found = new ArrayList<>();
        long read = 0;
        while (read < STEP_BYTES) {
            GroupScanner.Step next = groups.next();
            if (next instanceof Whole whole) {
                collect(current, whole, found);
                read += whole.body().length + GroupHeader.BYTES;
            } else {
                end(current, next);
                break;
            }
        }
        return found.isEmpty() ? 0 : copy(found);
    }

    /** Lets go of the segment. */
    void close() {
        Segment current = segment;
        if (current != null) {
            current.release();
            segment = null;
            scanner = null;
        }
    }

    private Optional<Segment> worst(int before) {
        Segment worst = null;
        double least = MAX_LIVE_SHARE;
        for (Segment each : store.segments.before(before)) {
            double share = store.fold.references.liveShare(each.number());
            boolean lives = store.fold.references.live(each.number()) > 0;
            if (lives && share < least && each.number() != lastDone) {
                worst = each;
                least = share;
            }
        }
        lastDone = 0;
        return worst != null && worst.acquire() ? Optional.of(worst) : Optional.empty();
    }

    private void end(Segment current, GroupScanner.Step step) {
        if (step instanceof Bad bad) {
            Damage damage = new Damage(current.path(), bad.at(), bad.what(), GroupHeader.ALL);
            store.status.worsen(LogStatus.Kind.DAMAGED, damage.describe());
        }
        lastDone = current.number();
        close();
    }

    private static void collect(Segment segment, Whole group, List<Candidate> found) {
        byte[] body = group.body();
        int position = 0;
        while (position < body.length) {
            int length = ByteReader.intAt(body, position);
            int from = position + RecordCodec.FRAME_BYTES;
            if (RecordCodec.decode(new ByteReader(body, from, length)) instanceof Published published) {
                long location = Location.of(segment.number(), group.start() + GroupHeader.BYTES + position);
                found.add(new Candidate(published, Arrays.copyOfRange(body, from, from + length), location));
            }
            position = from + length;
        }
    }

    private long copy(List<Candidate> found) throws InterruptedException {
        return calls.<Long>await(answer -> {
            List<Candidate> live = found.stream().filter(this::lives).toList();
            if (live.isEmpty() || !store.status.isSound()) {
                answer.complete(live.isEmpty() ? 0L : NOTHING);
                return;
            }
            Group group = loop.building();
            int before = group.byteCount();
            live.forEach(each -> group.addCopy(each.record().asCopy(), each.body()));
            group.waiters.add(new Copied(answer, group.byteCount() - before));
        });
    }

    private boolean lives(Candidate candidate) {
        Published record = candidate.record();
        ChannelFold channel = store.fold.partition(record.partition()).channel(record.channel());
        if (channel == null) {
            return false;
        }
        if (channel.holds(record.offset()) && channel.location(record.offset()) == candidate.location()) {
            return true;
        }
        String id = record.key();
        DocumentState document = id == null ? null : channel.documents.get(id);
        return document != null && document.location() == candidate.location();
    }

    /** Immutable. */
    private record Copied(CompletableFuture<Long> answer, long bytes) implements Group.Waiter {

        @Override
        public void durable() {
            answer.complete(bytes);
        }

        @Override
        public void failed(HubException reason) {
            answer.complete(NOTHING);
        }
    }
}
