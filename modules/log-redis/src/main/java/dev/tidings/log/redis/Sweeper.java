package dev.tidings.log.redis;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what is too old: publications of quiet channels, answers, tombstones, and channels that nobody writes to. Owned
 * by the log's loop. Every node sweeps, each partition by whoever claims it first; each step is decided by the store alone,
 * so that two at once do no harm.
 */
final class Sweeper {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private static final int PAGE = 200;
    private static final int MAX_RECLAIMED = 500;

    private final Shared shared;
    private boolean underWay;
    private int next;

    Sweeper(Shared shared) {
        this.shared = shared;
    }

    /** Sweeps the next partition when that is due; called so often that all have their turn in time. */
    void tick() {
        if (underWay) {
            return;
        }
        int partition = next;
        next = (next + 1) % Partitions.COUNT;
        underWay = true;
        run(
                        partition,
                        Script.CLAIM,
                        List.of(meta(partition)),
                        shared.options().upkeep().sweepMillis())
                .compose(claimed -> claimed.toInteger() == 1 ? sweep(partition) : Future.succeededFuture())
                .onComplete(result -> {
                    underWay = false;
                    if (result.failed()) {
                        LOG.debug(
                                "partition {} was not swept: {}",
                                partition,
                                result.cause().getMessage());
                    }
                });
    }

    /** Sweeps a partition now. */
    Future<Void> sweep(int partition) {
        return page(partition, "0", new ArrayList<>());
    }

    private Future<Void> page(int partition, String cursor, List<ChannelName> idle) {
        Link link = shared.links().open(partition, Links.Use.READ);
        if (link == null) {
            return Future.failedFuture("LOST no connection");
        }
        Request scan = Request.cmd(Command.HSCAN)
                .arg(shared.keys().get(partition).channels)
                .arg(cursor)
                .arg("COUNT")
                .arg(PAGE);
        return link.send(scan).compose(page -> {
            List<ChannelName> channels = new ArrayList<>();
            Response records = page.get(1);
            for (int i = 0; i < records.size(); i += 2) {
                channels.add(new ChannelName(records.get(i).toString()));
            }
            idle.addAll(channels.subList(0, Math.min(channels.size(), MAX_RECLAIMED - idle.size())));
            String rest = page.get(0).toString();
            return forget(partition, channels)
                    .compose(swept -> rest.equals("0") ? reclaim(partition, idle) : page(partition, rest, idle));
        });
    }

    private Future<?> forget(int partition, List<ChannelName> channels) {
        Keys keys = shared.keys().get(partition);
        List<String> names = new ArrayList<>(
                List.of(keys.meta, keys.answers, keys.answersByAge, keys.tombstones, keys.tombstonesByAge));
        List<Object> arguments =
                new ArrayList<>(List.of(shared.agesMoment(), shared.limits().keyLifeMillis(), 1_000));
        for (ChannelName channel : channels) {
            names.add(keys.log(channel));
            arguments.add(shared.settings().apply(channel).maxAgeMillis());
        }
        return run(partition, Script.SWEEP, names, arguments.toArray());
    }

    private Future<Void> reclaim(int partition, List<ChannelName> candidates) {
        Keys keys = shared.keys().get(partition);
        List<String> names = new ArrayList<>(List.of(keys.meta, keys.channels));
        List<Object> arguments = new ArrayList<>(List.of(
                shared.agesMoment(),
                shared.options().upkeep().reclaimMillis(),
                shared.epochs().get()));
        for (ChannelName channel : candidates) {
            names.addAll(List.of(keys.log(channel), keys.docs(channel), keys.ids(channel)));
            arguments.add(channel);
            arguments.add(idleMillis(channel));
        }
        return candidates.isEmpty()
                ? Future.succeededFuture()
                : run(partition, Script.RECLAIM, names, arguments.toArray()).mapEmpty();
    }

    /** Nobody's publications go before their age. */
    private long idleMillis(ChannelName channel) {
        long maxAgeMillis = shared.settings().apply(channel).maxAgeMillis();
        return Math.max(shared.options().upkeep().idleChannelMillis(), maxAgeMillis);
    }

    private Future<Response> run(int partition, Script script, List<String> keys, Object... arguments) {
        Link link = shared.links().open(partition, Links.Use.READ);
        return link == null ? Future.failedFuture("LOST no connection") : link.run(script, keys, arguments);
    }

    private String meta(int partition) {
        return shared.keys().get(partition).meta;
    }
}
