package dev.tidings.log.embedded;

import dev.tidings.log.embedded.GroupScanner.Bad;
import dev.tidings.log.embedded.GroupScanner.End;
import dev.tidings.log.embedded.GroupScanner.Whole;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies the groups since a snapshot to its fold, and finds out how the log ends. Owned by the thread that opens the
 * log.
 *
 * <p>A group that is not whole is a torn end, to be cut, only if nothing says that it was durable: neither the mark, nor
 * a later group, nor a later segment. Else it is damage: nothing is cut, the partitions that it touches are not served.
 */
final class Replay {

    private final Fold fold;
    private final SegmentSet segments;
    private final long store;
    private final long replayFrom;
    private final long durableEnd;
    private final List<Damage> damages = new ArrayList<>();

    private @Nullable Segment active;
    private long end;
    private long lastGroup = Location.NONE;
    private long groupNumber;
    private long timeMillis;
    private long damagedPartitions;
    private long cutPartitions;
    private long replayedBytes;

    /** @param durableEnd everything before it was flushed */
    Replay(Fold fold, SegmentSet segments, long store, SnapshotFile.Heading heading, long durableEnd) {
        this.fold = fold;
        this.segments = segments;
        this.store = store;
        this.replayFrom = heading.replayFrom();
        this.durableEnd = durableEnd;
        this.end = replayFrom;
        this.groupNumber = heading.groupNumber();
    }

    @Nullable
    Segment active() {
        return active;
    }

    long end() {
        return end;
    }

    long groupNumber() {
        return groupNumber;
    }

    long timeMillis() {
        return timeMillis;
    }

    long cutPartitions() {
        return cutPartitions;
    }

    long replayedBytes() {
        return replayedBytes;
    }

    List<Damage> damages() {
        return damages;
    }

    void run() throws IOException {
        int first = replayFrom == Location.NONE ? 1 : Location.segment(replayFrom);
        List<Segment> later =
                segments.all().stream().filter(each -> each.number() >= first).toList();
        int expected = first;
        for (Segment segment : later) {
            boolean goesOn = segment.number() == expected && begin(segment) && scan(segment);
            if (segment.number() != expected) {
                damage(segment, 0, "the segment before it is missing", GroupHeader.ALL);
            }
            if (!goesOn) {
                break;
            }
            expected++;
        }
        if (damages.isEmpty() && cutPartitions == 0 && end < durableEnd) {
            Segment last = active;
            throwOrDamage(last);
        }
    }

    private void throwOrDamage(@Nullable Segment last) throws IOException {
        String what = "the log ends here, but was durable up to " + Location.describe(durableEnd);
        if (last == null) {
            throw new IOException("the log's segments are missing: " + what);
        }
        damage(last, Location.offset(end), what, GroupHeader.ALL);
    }

    /** Checks the segment's header; false when the log ends before it. */
    private boolean begin(Segment segment) throws IOException {
        boolean isFirst = active == null;
        try {
            long previousEnd = segment.readHeader(store);
            boolean inside = isFirst && replayFrom != Location.NONE;
            if (!inside && previousEnd != end) {
                damage(segment, 0, "the segment before it does not end where it should", GroupHeader.ALL);
                return false;
            }
        } catch (DamagedException e) {
            boolean wasDurable = Location.of(segment.number(), 0) < durableEnd
                    || segments.contains(segment.number() + 1)
                    || new GroupScanner(segment.file(), 0).hasGroupBehind(-1, groupNumber);
            if (wasDurable) {
                damage(segment, 0, String.valueOf(e.getMessage()), GroupHeader.ALL);
            } else {
                cutPartitions |= GroupHeader.ALL;
            }
            return false;
        }
        active = segment;
        return true;
    }

    /** Goes through the segment; false when the log ends in it, one way or the other. */
    private boolean scan(Segment segment) throws IOException {
        boolean inside = replayFrom != Location.NONE && Location.segment(replayFrom) == segment.number();
        long from = inside ? Location.offset(replayFrom) : Segment.HEADER_BYTES;
        if (segment.file().size() < from) {
            damage(segment, segment.file().size(), "the file ends here, but a snapshot knows more", GroupHeader.ALL);
            return false;
        }
        GroupScanner scanner = new GroupScanner(segment.file(), from);
        while (true) {
            GroupScanner.Step step = scanner.next();
            if (step instanceof Whole whole) {
                if (!apply(segment, whole)) {
                    return false;
                }
            } else if (step instanceof Bad bad) {
                if (!judge(segment, bad, scanner)) {
                    return false;
                }
            } else {
                return step instanceof End;
            }
        }
    }

    /** Damage or a torn end; false when nothing behind it can be used. */
    private boolean judge(Segment segment, Bad bad, GroupScanner scanner) throws IOException {
        GroupHeader header = bad.header();
        long partitions = header == null ? GroupHeader.ALL : header.partitions();
        boolean wasDurable = Location.of(segment.number(), bad.at()) < durableEnd
                || segments.contains(segment.number() + 1)
                || scanner.hasGroupBehind(bad.at(), groupNumber);
        if (!wasDurable) {
            cutPartitions |= partitions;
            return false;
        }
        damage(segment, bad.at(), bad.what(), partitions);
        if (header != null && scanner.skip(bad)) {
            end = Location.of(segment.number(), bad.at() + GroupHeader.BYTES + header.bodyBytes());
            groupNumber = header.number();
            return true;
        }
        return false;
    }

    private boolean apply(Segment segment, Whole group) {
        GroupHeader header = group.header();
        long start = Location.of(segment.number(), group.start());
        if (header.previousEnd() != end || header.number() != groupNumber + 1) {
            damage(segment, group.start(), "the group before it is missing", GroupHeader.ALL);
            return false;
        }
        int position = 0;
        byte[] body = group.body();
        while (position < body.length) {
            int length = ByteReader.intAt(body, position);
            long location = start + GroupHeader.BYTES + position;
            try {
                apply(RecordCodec.decode(new ByteReader(body, position + RecordCodec.FRAME_BYTES, length)), location);
            } catch (DamagedException e) {
                damage(segment, Location.offset(location), String.valueOf(e.getMessage()), header.partitions());
            }
            position += RecordCodec.FRAME_BYTES + length;
        }
        lastGroup = start;
        end = Location.of(segment.number(), group.end());
        groupNumber = header.number();
        timeMillis = Math.max(timeMillis, header.timeMillis());
        replayedBytes += GroupHeader.BYTES + body.length;
        return true;
    }

    private void apply(LogRecord record, long location) {
        boolean served = (damagedPartitions >>> record.partition() & 1) == 0;
        if (served && location >= fold.partition(record.partition()).appliedUpTo) {
            fold.apply(record, location);
        }
    }

    private void damage(Segment segment, long offset, String what, long partitions) {
        damages.add(new Damage(segment.path(), offset, what, partitions));
        damagedPartitions |= partitions;
    }

    /**
     * Cuts what is behind the end, and writes the last group once more and flushes it: a flush that failed, or never
     * came, may have left it in memory only.
     */
    void secureEnd() throws IOException {
        Segment last = active;
        if (last == null || (end <= durableEnd && cutPartitions == 0)) {
            return;
        }
        long to = Math.max(Location.segment(end) == last.number() ? Location.offset(end) : 0, Segment.HEADER_BYTES);
        last.file().truncate(to);
        long from = end <= durableEnd ? to : 0;
        if (end > durableEnd && Location.segment(lastGroup) == last.number()) {
            from = Location.offset(lastGroup);
        }
        ByteBuffer again = ByteBuffer.allocate((int) Math.min(to - from, GroupHeader.MAX_BODY_BYTES));
        last.file().read(again, from);
        again.flip();
        last.file().write(again, from);
        last.file().force();
    }
}
