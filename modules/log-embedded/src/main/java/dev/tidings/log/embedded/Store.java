package dev.tidings.log.embedded;

import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.embedded.Group.Item;
import dev.tidings.model.ChannelName;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * An open directory: what its durable records say and where they are. Owned by the state thread (before it starts and
 * after it ended, by the thread that opens and closes the log), but for the immutable and thread-safe fields.
 */
final class Store {

    // Immutable or thread-safe.
    final Path directory;
    final FileLayer files;
    final Identity identity;
    final LogLimits limits;
    final Function<ChannelName, ChannelSettings> settings;
    final LogTime time;
    final LogStatus status;
    /** Everything before it is durable and applied. */
    private volatile long end;
    /** Bytes of groups since the snapshot that the directory was opened with. */
    private volatile long writtenBytes;

    // Owned by the state thread.
    final Fold fold;
    final SegmentSet segments;
    final RecentBodies recent;
    final BodyReader bodies;
    long groupNumber;

    Store(EmbeddedLogOptions options, FileLayer files, Identity identity, Recovered found, LogTime time) {
        this.directory = options.directory();
        this.files = files;
        this.identity = identity;
        this.limits = options.limits();
        this.settings = options.settings();
        this.time = time;
        this.status = new LogStatus();
        this.fold = found.fold();
        this.segments = found.segments();
        this.recent = new RecentBodies(options.tuning().cacheBytes());
        this.bodies = new BodyReader(recent, segments, status);
        this.end = found.end();
        this.writtenBytes = found.replayedBytes();
        this.groupNumber = found.groupNumber();
    }

    long end() {
        return end;
    }

    long writtenBytes() {
        return writtenBytes;
    }

    /** Takes over a group that is durable. */
    void apply(Group group, GroupWriter.Written written) {
        if (written.opened() != null) {
            segments.add(written.opened());
        }
        long total = writtenBytes + group.byteCount();
        for (Item item : group.items) {
            long location = written.start() + item.at();
            fold.apply(item.record(), location);
            if (item.body() != null) {
                recent.add(location, item.body());
            }
        }
        groupNumber++;
        end = written.end();
        writtenBytes = total;
    }
}
