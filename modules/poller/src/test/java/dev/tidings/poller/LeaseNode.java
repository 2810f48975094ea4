package dev.tidings.poller;

import dev.tidings.hub.Appender;
import dev.tidings.hub.Loop;
import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.BatchResult;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.Entry;
import dev.tidings.log.Fence;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node that competes for one lease, and while it owns it writes its token to a channel all the time. Owned by the test's
 * thread.
 */
final class LeaseNode implements Lease.Holder, Appender {

    static final ChannelName TARGET = new ChannelName("pets");

    private static final long WRITE_MILLIS = 100;

    final World.Node loop;
    final SourceCounters counters = new SourceCounters("shop");
    final Lease lease;
    final List<Long> tokens = new ArrayList<>();
    private final World world;
    private final ChannelLog log;
    private @Nullable Term term;
    private Loop.@Nullable Timer timer;

    /** Of 100 appends, so many fail; half of those are applied all the same. */
    int failing;

    /** Whether what it writes carries its token, as it must. */
    boolean fenced = true;

    LeaseNode(String name, World world, ChannelLog log) {
        this.world = world;
        this.log = log;
        this.loop = world.node();
        this.lease = new Lease("shop", name, this, loop, world.random(), Lease.Times.DEFAULT, counters, this);
    }

    boolean owns() {
        return term != null;
    }

    long token() {
        return term == null ? 0 : term.fence().token();
    }

    @Override
    public void taken(Fence fence) {
        lost();
        Term begun = new Term(fence, TARGET, this, lease, counters);
        term = begun;
        tokens.add(fence.token());
        confirm(begun);
    }

    private void confirm(Term now) {
        if (now.equals(term)) {
            now.confirm().onComplete(confirmed -> write(now), cause -> loop.schedule(WRITE_MILLIS, () -> confirm(now)));
        }
    }

    @Override
    public void lost() {
        term = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void write(Term now) {
        if (!now.equals(term)) {
            return;
        }
        JsonText token = JsonText.of(Long.toString(now.fence().token()));
        Entry entry = new Entry("message", null, token, loop.wallMillis(), null, Change.NONE);
        append(new Append(TARGET, List.of(entry), null, null, fenced ? now.fence() : null))
                .onSuccess(result -> {
                    if (result instanceof AppendResult.StaleFence) {
                        now.failed(new HubException(ErrorCode.STALE_OWNER, "a newer owner has written"));
                    }
                });
        timer = loop.schedule(WRITE_MILLIS, () -> write(now));
    }

    /** To the log and back, each way taking its time, or failing. */
    @Override
    public Future<AppendResult> append(Append append) {
        Promise<AppendResult> answer = Promise.promise();
        boolean fails = world.random().nextInt(100) < failing;
        boolean applied = !fails || world.random().nextBoolean();
        loop.schedule(1 + world.random().nextInt(20), () -> {
            AppendResult result = applied ? decide(append) : null;
            loop.schedule(1 + world.random().nextInt(20), () -> {
                if (fails || result == null) {
                    answer.fail(new HubException(ErrorCode.OUTCOME_UNKNOWN, "a fault of the test"));
                } else {
                    answer.complete(result);
                }
            });
        });
        return answer.future();
    }

    private @Nullable AppendResult decide(Append append) {
        Future<BatchResult> result = log.append(Partitions.of(append.channel()), List.of(append));
        return result.result() instanceof BatchResult.Decided decided
                ? decided.results().get(0)
                : null;
    }
}
