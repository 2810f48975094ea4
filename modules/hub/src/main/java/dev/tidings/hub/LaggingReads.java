package dev.tidings.hub;

import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.ReadRequest;
import dev.tidings.log.ScanPage;
import dev.tidings.log.StoredDocument;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log for subscriptions that stand before their window: in fixed blocks, cached and shared, so that a thousand
 * slow readers cost few reads. Owned by the hub's loop. A permit is held for one read of the log and never while a client
 * is written to; what waits for a permit is bounded.
 */
final class LaggingReads {

    private static final int BLOCK = 256;
    private static final int BLOCK_BYTES = 1024 * 1024;
    private static final int SCAN_DOCUMENTS = 1_000;

    private final Channels channels;
    private final ChannelLog log;
    private final LogCalls calls;
    private final HubSettings settings;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Map<BlockKey, List<Promise<Part>>> joinable = new HashMap<>();
    private final LinkedHashMap<BlockKey, Part> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cachedBytes;
    private int underWay;

    /**
     * Frames from the log, and where the channel stood.
     *
     * @param epoch the channel's
     * @param oldest the oldest retained offset
     * @param head the last offset
     * @param frames contiguous; may begin before what was asked for
     * @param end up to which offset nothing is missing when all frames were given
     */
    record Part(Epoch epoch, long oldest, long head, List<Frame> frames, long end, long bytes) {}

    private record BlockKey(ChannelName channel, @Nullable Epoch epoch, long block) {}

    LaggingReads(Channels channels, ChannelLog log, LogCalls calls, HubSettings settings) {
        this.channels = channels;
        this.log = log;
        this.calls = calls;
        this.settings = settings;
    }

    /** What follows an offset in an epoch, as far as one block has it. */
    Future<Part> after(ChannelName channel, Epoch epoch, long offset) {
        BlockKey key = new BlockKey(channel, epoch, offset / BLOCK);
        Part known = cache.get(key);
        if (known != null && known.end > offset) {
            return Future.succeededFuture(known);
        }
        return joined(key, () -> readBlock(key, offset));
    }

    /** Where a channel begins and ends, by a look that is sent after this call. */
    Future<Part> bounds(ChannelName channel) {
        return joined(
                new BlockKey(channel, null, -1),
                () -> channels.log(ReadRequest.bounds(channel)).map(read -> part(channel, read)));
    }

    /** The last publication of each key that follows an offset, in order: for channels of kind {@code latest}. */
    Future<Part> latest(ChannelName channel, long offset) {
        return joined(
                new BlockKey(channel, null, offset),
                () -> scan(channel, null, new ArrayList<>()).map(page -> latestPart(channel, offset, page)));
    }

    private Future<Part> readBlock(BlockKey key, long offset) {
        long start = key.block * BLOCK;
        return channels.log(new ReadRequest(key.channel, start, BLOCK, BLOCK_BYTES))
                .compose(read -> {
                    Part part = part(key.channel, read);
                    if (part.end <= offset && read.head() > offset && !read.isTrimmedAfter(offset)) {
                        // The block is too large for one read: go on from where the reader is, without keeping it.
                        return channels.log(new ReadRequest(key.channel, offset, BLOCK, BLOCK_BYTES))
                                .map(rest -> part(key.channel, rest));
                    }
                    boolean whole =
                            part.frames.size() == BLOCK && part.frames.get(0).offset() == start + 1;
                    if (whole && read.epoch().equals(key.epoch)) {
                        keep(key, part);
                    }
                    return Future.succeededFuture(part);
                });
    }

    /** One read for all who ask before it is sent. */
    private Future<Part> joined(BlockKey key, Supplier<Future<Part>> read) {
        Promise<Part> promise = Promise.promise();
        List<Promise<Part>> others = joinable.get(key);
        if (others != null) {
            others.add(promise);
            return promise.future();
        }
        if (underWay >= settings.maxConcurrentReads() && waiting.size() >= settings.maxWaitingReads()) {
            return Future.failedFuture(new HubException(ErrorCode.OVERLOADED, "too many readers ask for history")
                    .withRetryAfterMillis(2_000));
        }
        List<Promise<Part>> all = new ArrayList<>(2);
        all.add(promise);
        joinable.put(key, all);
        waiting.add(() -> {
            joinable.remove(key);
            underWay++;
            read.get().onComplete(result -> {
                underWay--;
                for (Promise<Part> each : all) {
                    each.handle(result);
                }
                sendWaiting();
            });
        });
        sendWaiting();
        return promise.future();
    }

    private void sendWaiting() {
        while (underWay < settings.maxConcurrentReads() && !waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    private void keep(BlockKey key, Part part) {
        Part before = cache.put(key, part);
        cachedBytes += part.bytes - (before == null ? 0 : before.bytes);
        var eldest = cache.entrySet().iterator();
        while (cachedBytes > settings.blockCacheBytes() && eldest.hasNext()) {
            cachedBytes -= eldest.next().getValue().bytes;
            eldest.remove();
        }
    }

    private static Part part(ChannelName channel, ChannelRead read) {
        List<Frame> frames = new ArrayList<>(read.entries().size());
        long bytes = 0;
        for (Publication publication : read.entries()) {
            frames.add(new Frame(channel, read.epoch(), publication, publication.offset() - 1));
            bytes += publication.weight();
        }
        long end = frames.isEmpty() ? 0 : frames.get(frames.size() - 1).offset();
        return new Part(read.epoch(), read.oldest(), read.head(), frames, end, bytes);
    }

    private Future<ScanPage> scan(ChannelName channel, @Nullable ScanPage first, List<StoredDocument> found) {
        String cursor = first == null ? null : first.next();
        return calls.within(settings.logMillis(), log.scan(channel, cursor, SCAN_DOCUMENTS))
                .compose(page -> {
                    found.addAll(page.documents());
                    ScanPage start = first == null ? page : first;
                    ScanPage sum = new ScanPage(start.epoch(), start.oldest(), start.head(), found, page.next());
                    return page.next() == null ? Future.succeededFuture(sum) : scan(channel, sum, found);
                });
    }

    /**
     * What a later page saw that is newer than the first page's head is left out, since something between the two may have
     * been missed: the reader asks again from the last frame it was given.
     */
    private static Part latestPart(ChannelName channel, long offset, ScanPage page) {
        List<Frame> frames = new ArrayList<>();
        long previous = offset;
        List<StoredDocument> documents = new ArrayList<>(page.documents());
        documents.sort(Comparator.comparingLong(document -> document.last().offset()));
        for (StoredDocument document : documents) {
            Publication last = document.last();
            if (last.offset() > offset && last.offset() <= page.head()) {
                frames.add(new Frame(channel, page.epoch(), last, previous));
                previous = last.offset();
            }
        }
        return new Part(page.epoch(), page.oldest(), page.head(), frames, page.head(), 0);
    }
}
