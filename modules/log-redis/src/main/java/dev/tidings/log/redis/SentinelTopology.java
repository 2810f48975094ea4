package dev.tidings.log.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The master that the sentinels name. Owned by the log's loop. */
final class SentinelTopology implements Topology {

    private final Dialer dialer;
    private final List<Endpoint> sentinels;
    private final String masterName;
    private @Nullable Endpoint master;

    SentinelTopology(Dialer dialer, List<Endpoint> sentinels, String masterName) {
        this.dialer = dialer;
        this.sentinels = sentinels;
        this.masterName = masterName;
    }

    @Override
    public @Nullable Endpoint endpoint(int partition) {
        return master;
    }

    @Override
    public Set<Endpoint> endpoints() {
        return master == null ? Set.of() : Set.of(master);
    }

    @Override
    public Future<Void> refresh() {
        return ask(0);
    }

    /** One sentinel after the other until one answers. */
    private Future<Void> ask(int next) {
        if (next == sentinels.size()) {
            return Future.failedFuture("no sentinel of " + sentinels + " names a master " + masterName);
        }
        Request question =
                Request.cmd(Command.SENTINEL).arg("get-master-addr-by-name").arg(masterName);
        return dialer.askSentinel(sentinels.get(next), question)
                .map(SentinelTopology::address)
                .onSuccess(found -> master = found)
                .<Void>mapEmpty()
                .recover(cause -> ask(next + 1));
    }

    private static Endpoint address(@Nullable Response answer) {
        if (answer == null || answer.size() != 2) {
            throw new IllegalArgumentException("the sentinel knows no such master");
        }
        return new Endpoint(answer.get(0).toString(), answer.get(1).toInteger());
    }
}
