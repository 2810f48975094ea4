package dev.tidings.hub;

import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.BatchResult;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Partitions;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * As much of a node as writes need: an appender that takes its time, and a fold that lags behind. Owned by the test's
 * thread.
 */
final class WritingNode implements Appender, DocumentSource {

    final DocumentWriter writer;
    final CollectionSettings settings;
    private final ChannelLog log;
    private final SteppedLoop loop;
    private final RandomGenerator random;
    private final int slownessMillis;

    /** How the next appends fail; null = they don't. */
    ErrorCode failure;
    /** Whether a failing append is applied all the same. */
    boolean appliedAllTheSame;
    /** Whether appends get no answer at all. */
    boolean hanging;
    /** Whether the fold catches up by itself. */
    boolean following = true;

    /** Who hears of this node's appends, some time later; null = nobody else. */
    WritingNode peer;

    int appends;
    private Fold fold;

    WritingNode(CollectionSettings settings, ChannelLog log, SteppedLoop loop, RandomGenerator random, int slowness) {
        this.settings = settings;
        this.log = log;
        this.loop = loop;
        this.random = random;
        this.slownessMillis = slowness;
        this.writer = new DocumentWriter(this, this, loop, random);
        this.fold = new Fold(bounds().epoch(), List.of(), 0);
    }

    Future<Written> write(WriteCommand command) {
        return writer.write(settings, command);
    }

    /** Forgets the fold, as a node that has just started. */
    void unload() {
        fold = null;
        following = false;
    }

    Fold fold() {
        return fold;
    }

    /** Takes what the log has more. */
    void catchUp() {
        if (fold == null) {
            fold = new Fold(bounds().epoch(), List.of(), 0);
        }
        ChannelRead read = log.read(new ReadRequest(settings.name(), fold.offset(), 100_000, 1 << 30))
                .result();
        for (Publication publication : read.entries()) {
            fold.apply(publication);
        }
    }

    @Override
    public Future<AppendResult> append(Append append) {
        appends++;
        Promise<AppendResult> answer = Promise.promise();
        loop.schedule(pause(), () -> {
            boolean fails = failure != null;
            HubException reason = fails ? new HubException(failure, "a fault of the test") : null;
            AppendResult result = fails && !appliedAllTheSame ? null : decide(append);
            if (hanging) {
                return;
            }
            loop.schedule(pause(), () -> {
                tell(this);
                tell(peer);
                if (fails) {
                    answer.fail(reason);
                } else {
                    answer.complete(result);
                }
            });
        });
        return answer.future();
    }

    private void tell(WritingNode node) {
        if (node != null && node.following) {
            loop.schedule(pause(), node::catchUp);
        }
    }

    private AppendResult decide(Append append) {
        BatchResult result =
                log.append(Partitions.of(append.channel()), List.of(append)).result();
        return ((BatchResult.Decided) result).results().get(0);
    }

    private long pause() {
        return slownessMillis == 0 ? 0 : 1 + random.nextInt(slownessMillis);
    }

    private ChannelRead bounds() {
        return log.read(ReadRequest.bounds(settings.name())).result();
    }

    @Override
    public Size size(ChannelName collection) {
        return fold == null ? null : new Size(fold.count(), fold.bytes(), new Position(fold.epoch(), fold.offset()));
    }

    @Override
    public Publication document(ChannelName collection, String id) {
        return fold == null ? null : fold.document(id);
    }

    @Override
    public Future<?> confirm(ChannelName collection) {
        Promise<Void> confirmed = Promise.promise();
        loop.schedule(pause(), () -> {
            catchUp();
            confirmed.complete();
        });
        return confirmed.future();
    }

    @Override
    public Future<Publication> publication(ChannelName channel, Epoch epoch, long offset) {
        ChannelRead read = log.read(new ReadRequest(channel, offset - 1, 1, 1)).result();
        boolean there = read.epoch().equals(epoch)
                && !read.entries().isEmpty()
                && read.entries().get(0).offset() == offset;
        return Future.succeededFuture(there ? read.entries().get(0) : null);
    }
}
