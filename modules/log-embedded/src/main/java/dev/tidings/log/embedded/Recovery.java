package dev.tidings.log.embedded;

import dev.tidings.log.LogLimits;
import dev.tidings.log.embedded.DurableMark.Note;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what a directory holds: the newest whole snapshot, then every group since. Owned by the thread that opens the
 * log.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final FileLayer files;
    private final Path directory;
    private final Identity identity;
    private final DurableMark mark;
    private final LogLimits limits;
    private String remark = "";

    Recovery(FileLayer files, Path directory, Identity identity, DurableMark mark, LogLimits limits) {
        this.files = files;
        this.directory = directory;
        this.identity = identity;
        this.mark = mark;
        this.limits = limits;
    }

    /** @throws IOException when nothing can be said about the log at all; naming the file */
    Recovered run() throws IOException {
        List<String> names = files.names(directory);
        for (String name : names) {
            if (name.endsWith(".tmp")) {
                files.delete(directory.resolve(name));
            }
        }
        List<Long> snapshots = names.stream()
                .filter(name -> name.startsWith(SnapshotFile.PREFIX) && !name.endsWith(".tmp"))
                .map(SnapshotFile::replayFromIn)
                .sorted(Comparator.reverseOrder())
                .toList();
        SegmentSet segments = openSegments(names);
        for (long replayFrom : snapshots) {
            Fold fold = new Fold(limits);
            Path path = directory.resolve(SnapshotFile.fileName(replayFrom));
            try {
                SnapshotFile.Heading heading = SnapshotFile.load(files, path, identity.store(), fold);
                List<Long> kept = snapshots.subList(snapshots.indexOf(replayFrom), snapshots.size());
                return replay(fold, segments, heading, kept);
            } catch (DamagedException e) {
                remark = path + " is damaged (" + e.getMessage() + "); an older snapshot is used";
                LOG.error("{}", remark);
            }
        }
        return withoutSnapshot(segments, !snapshots.isEmpty());
    }

    private Recovered withoutSnapshot(SegmentSet segments, boolean hadSnapshots) throws IOException {
        Note note = mark.last();
        if (segments.all().isEmpty() && (hadSnapshots || (note != null && note.end() != Location.NONE))) {
            throw new IOException(
                    directory + ": the segments of the log are missing, from " + Segment.fileName(1) + " byte 0 on");
        }
        if (!segments.all().isEmpty() && !segments.contains(1)) {
            segments.closeAll();
            throw new IOException(
                    directory + ": " + Segment.fileName(1) + " byte 0: there is no whole snapshot, and the"
                            + " log's beginning is gone" + (remark.isEmpty() ? "" : "; " + remark));
        }
        return replay(
                new Fold(limits), segments, new SnapshotFile.Heading(identity.store(), Location.NONE, 0, 0), List.of());
    }

    private SegmentSet openSegments(List<String> names) throws IOException {
        SegmentSet segments = new SegmentSet();
        for (String name : names) {
            if (name.startsWith(Segment.PREFIX)) {
                Path path = directory.resolve(name);
                segments.add(new Segment(Segment.numberIn(name), path, files.open(path)));
            }
        }
        return segments;
    }

    private Recovered replay(Fold fold, SegmentSet segments, SnapshotFile.Heading heading, List<Long> snapshots)
            throws IOException {
        Note note = mark.last();
        long durableEnd = Math.max(note == null ? Location.NONE : note.end(), heading.replayFrom());
        Replay replay = new Replay(fold, segments, identity.store(), heading, durableEnd);
        replay.run();
        List<Damage> damages = new ArrayList<>(replay.damages());
        if (damages.isEmpty()) {
            damages.addAll(missingSegments(fold, segments));
        }
        long owed = note == null ? 0 : note.owedEpochs();
        if (damages.isEmpty()) {
            owed |= cut(replay, segments, note, owed);
        }
        for (Damage damage : damages) {
            LOG.error("{}", damage.describe());
            for (PartitionFold partition : fold.partitions()) {
                if ((damage.partitions() >>> partition.number & 1) != 0) {
                    partition.damage = damage.describe();
                }
            }
        }
        return new Recovered(
                fold,
                segments,
                replay.active(),
                replay.end(),
                replay.groupNumber(),
                Math.max(replay.timeMillis(), heading.timeMillis()),
                replay.replayedBytes(),
                snapshots,
                owed,
                damages,
                remark);
    }

    /** Makes the end of the log what it was read as, for good; answers the partitions that lose their epoch by that. */
    private long cut(Replay replay, SegmentSet segments, @Nullable Note note, long owed) throws IOException {
        if (replay.cutPartitions() != 0) {
            LOG.warn(
                    "the log ends in {} with bytes that were never acknowledged: cut; partitions {} begin new epochs",
                    Location.describe(replay.end()),
                    Long.toHexString(replay.cutPartitions()));
            long timeMillis = note == null ? replay.timeMillis() : note.timeMillis();
            long wallMillis = note == null ? timeMillis : note.wallMillis();
            mark.write(new Note(replay.end(), timeMillis, wallMillis, owed | replay.cutPartitions()));
        }
        for (Segment segment : segments.all()) {
            Segment active = replay.active();
            if (active == null || segment.number() > active.number()) {
                segments.remove(segment);
                files.delete(segment.path());
            }
        }
        replay.secureEnd();
        files.forceFolder(directory);
        return replay.cutPartitions();
    }

    /** Segments that are gone although something lives in them. */
    private List<Damage> missingSegments(Fold fold, SegmentSet segments) {
        List<Damage> damages = new ArrayList<>();
        for (int number : fold.references.inUse()) {
            if (!segments.contains(number)) {
                Path path = directory.resolve(Segment.fileName(number));
                damages.add(new Damage(path, 0, "the segment is missing", partitionsIn(fold, number)));
            }
        }
        return damages;
    }

    private static long partitionsIn(Fold fold, int segment) {
        long found = 0;
        for (PartitionFold partition : fold.partitions()) {
            for (ChannelFold channel : partition.channels.values()) {
                boolean lives = false;
                for (int i = 0; i < channel.ring.size(); i++) {
                    lives |= Location.segment(channel.ring.location(i)) == segment;
                }
                lives |= channel.documents.values().stream()
                        .anyMatch(state -> state.isAlive() && Location.segment(state.location()) == segment);
                found |= lives ? 1L << partition.number : 0;
            }
        }
        return found;
    }
}
