package dev.tidings.poller;

import dev.tidings.hub.Appender;
import dev.tidings.hub.Loop;
import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.DocumentWrite;
import dev.tidings.log.Entry;
import dev.tidings.log.Fence;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The right of one node in the cluster to run a source, kept as a document in the log. Owned by its event loop.
 *
 * <p>The owner writes the document again and again, each time on the condition that it has the version it wrote last. The
 * others look at it; who has seen the same version for a whole lease, by its own clock that never goes back, writes its
 * name on the condition that the version is still that one. No clock is compared with another machine's, and a clock that
 * is set changes nothing.
 *
 * <p>That alone can't keep a stopped owner from writing when it wakes: its token does, which goes with everything that it
 * writes ({@link Fence}). A token is the version with which the lease was taken. Versions jump by a random number then, so
 * that they differ even if the store lost a tail and two nodes take the lease of the same old version.
 */
final class Lease {

    /** The leases of all sources, one document each. */
    static final ChannelName CHANNEL = new ChannelName(ChannelName.RESERVED_NAMESPACE + ":leases");

    private static final String EVENT = "lease";
    private static final String OWNER = "owner";
    private static final String TOKEN = "token";
    private static final int STRIDE = 1 << 20;

    /**
     * How long things take.
     *
     * @param leaseMillis how long a version must stand still before another node takes over
     * @param renewMillis how often the owner writes
     * @param lookMillis how often the others look
     */
    record Times(long leaseMillis, long renewMillis, long lookMillis) {

        /** Taken over within 5 s of the owner's death: 3 s, written each second, looked at twice a second. */
        static final Times DEFAULT = new Times(3_000, 1_000, 500);
    }

    /** Who wants to be the owner. Called on the loop. */
    interface Holder {

        /** It is the owner from now on, or still, under this token. */
        void taken(Fence fence);

        /** It is no longer. */
        void lost();
    }

    /** What the owner wrote, and what is known of it. */
    private record Held(long token, Epoch epoch, long version, long validUntilMillis) {

        Held renewed(long newVersion, long untilMillis) {
            return new Held(token, epoch, newVersion, untilMillis);
        }
    }

    private final String source;
    private final String node;
    private final Appender log;
    private final Loop loop;
    private final RandomGenerator random;
    private final Times times;
    private final SourceCounters counters;
    private final Holder holder;
    private @Nullable Held held;
    private long seenVersion = -1;
    private long seenSinceMillis;
    private boolean busy;
    private boolean stopped;
    private Loop.@Nullable Timer timer;

    Lease(
            String source,
            String node,
            Appender log,
            Loop loop,
            RandomGenerator random,
            Times times,
            SourceCounters counters,
            Holder holder) {
        this.source = source;
        this.node = node;
        this.log = log;
        this.loop = loop;
        this.random = random;
        this.times = times;
        this.counters = counters;
        this.holder = holder;
    }

    /** Begins to look; once. */
    void start() {
        tick();
    }

    /** Gives the lease back, so that another node need not wait; done when the log knows, or can't be told. */
    Future<Void> stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        Held mine = held;
        if (mine == null) {
            return Future.succeededFuture();
        }
        lose();
        Promise<Void> done = Promise.promise();
        append(entry(null, mine.token), new DocumentWrite(source, mine.version, true, mine.version + 1))
                .onComplete(told -> done.complete());
        return done.future();
    }

    /** Whether this node is the owner, as far as it knows. */
    boolean isHeld() {
        return held != null;
    }

    /**
     * A target knows a higher token than ours: either another node is the owner, or the log lost the lease's last versions.
     * Which of both, the lease's own document says: if it is still ours, it is taken anew with a token above that one.
     */
    void outrun(long highestToken) {
        Held mine = held;
        if (mine == null || busy) {
            return;
        }
        long version = Math.max(mine.version, highestToken) + 1 + random.nextInt(STRIDE);
        take(mine.version, true, version);
    }

    private void tick() {
        timer = null;
        Held mine = held;
        if (mine == null) {
            look();
        } else if (!busy) {
            renew(mine);
        } else if (loop.monotonicMillis() >= mine.validUntilMillis) {
            // the log does not answer: others may see it and take over
            lose();
        }
        if (!stopped) {
            timer = loop.schedule(held == null ? times.lookMillis : times.renewMillis, this::tick);
        }
    }

    private void look() {
        if (busy) {
            return;
        }
        DocumentWrite probe = new DocumentWrite(source, DocumentWrite.PROBE, false, 0);
        ask(log(List.of(), probe), result -> {
            if (result.succeeded() && result.result() instanceof AppendResult.VersionConflict conflict) {
                looked(conflict);
            } else {
                // who did not look did not see it stand still
                seenVersion = -1;
            }
        });
    }

    private void looked(AppendResult.VersionConflict lease) {
        long now = loop.monotonicMillis();
        boolean free = lease.current() == null || owner(lease.current()) == null;
        if (lease.version() != seenVersion) {
            seenVersion = lease.version();
            seenSinceMillis = now;
        }
        if (free || now - seenSinceMillis >= times.leaseMillis) {
            take(lease.version(), lease.current() != null, lease.version() + 1 + random.nextInt(STRIDE));
        }
    }

    private void take(long expectedVersion, boolean exists, long version) {
        long sentMillis = loop.monotonicMillis();
        ask(append(entry(node, version), new DocumentWrite(source, expectedVersion, exists, version)), result -> {
            if (result.succeeded() && result.result() instanceof AppendResult.Appended taken) {
                held = new Held(version, taken.epoch(), version, sentMillis + times.leaseMillis);
                counters.owns(true);
                holder.taken(new Fence(source, version));
            } else if (held != null) {
                refused(result);
            } else {
                seenVersion = -1;
            }
        });
    }

    private void renew(Held mine) {
        long sentMillis = loop.monotonicMillis();
        long version = mine.version + 1;
        ask(append(entry(node, mine.token), new DocumentWrite(source, mine.version, true, version)), result -> {
            if (!mine.equals(held)) {
                return;
            }
            if (result.succeeded() && result.result() instanceof AppendResult.Appended renewed) {
                if (renewed.epoch().equals(mine.epoch)) {
                    held = mine.renewed(version, sentMillis + times.leaseMillis);
                } else {
                    // the log was lost or cut: what was known of the lease may be, too
                    lose();
                }
            } else {
                refused(result);
            }
        });
    }

    /** A write of the owner's did not come about, or its answer was lost. */
    private void refused(AsyncResult<AppendResult> result) {
        Held mine = held;
        if (mine == null) {
            return;
        }
        if (result.succeeded() && result.result() instanceof AppendResult.VersionConflict conflict) {
            if (isOurs(mine, conflict.current())) {
                held = mine.renewed(conflict.version(), mine.validUntilMillis);
            } else {
                counters.refusedAsStale();
                lose();
            }
        } else if (loop.monotonicMillis() >= mine.validUntilMillis) {
            lose();
        }
    }

    private void lose() {
        held = null;
        seenVersion = -1;
        counters.owns(false);
        holder.lost();
    }

    /** One item is under way at a time; the answer is taken unless the end came first. */
    private void ask(Future<AppendResult> answer, Consumer<AsyncResult<AppendResult>> then) {
        busy = true;
        answer.onComplete(result -> {
            busy = false;
            if (!stopped) {
                then.accept(result);
            }
        });
    }

    private Future<AppendResult> append(Entry entry, DocumentWrite write) {
        return log(List.of(entry), write);
    }

    private Future<AppendResult> log(List<Entry> entries, DocumentWrite write) {
        return log.append(new Append(CHANNEL, entries, write, null, null));
    }

    private Entry entry(@Nullable String owner, long token) {
        String named = owner == null ? "null" : JsonText.quote(owner);
        JsonText data = JsonText.of("{\"id\":" + JsonText.quote(source) + ",\"" + OWNER + "\":" + named + ",\"" + TOKEN
                + "\":" + token + '}');
        return new Entry(EVENT, source, data, loop.wallMillis(), null, Change.PUT);
    }

    private boolean isOurs(Held mine, @Nullable Publication lease) {
        return lease != null
                && node.equals(owner(lease))
                && member(lease, TOKEN).equals(Long.toString(mine.token));
    }

    private static @Nullable String owner(Publication lease) {
        String owner = member(lease, OWNER);
        return owner.startsWith("\"") ? JsonParts.string(JsonText.of(owner)) : null;
    }

    private static String member(Publication lease, String name) {
        Map<String, JsonText> members = JsonParts.members(lease.data());
        return members.getOrDefault(name, JsonText.NULL).toString();
    }
}
