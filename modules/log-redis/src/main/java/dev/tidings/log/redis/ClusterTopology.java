package dev.tidings.log.redis;

import dev.tidings.model.Partitions;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The masters of a Redis Cluster (Redis Cluster specification, "Key distribution model"). Owned by the log's loop. */
final class ClusterTopology implements Topology {

    private static final int SLOTS = 16_384;

    private final Dialer dialer;
    private final List<Endpoint> seeds;
    private @Nullable Endpoint[] masters = new @Nullable Endpoint[Partitions.COUNT];

    ClusterTopology(Dialer dialer, List<Endpoint> seeds) {
        this.dialer = dialer;
        this.seeds = seeds;
    }

    @Override
    public @Nullable Endpoint endpoint(int partition) {
        return masters[partition];
    }

    @Override
    public Set<Endpoint> endpoints() {
        return Arrays.stream(masters).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    @Override
    public Future<Void> refresh() {
        Set<Endpoint> known = new LinkedHashSet<>(endpoints());
        known.addAll(seeds);
        return ask(new ArrayList<>(known), 0);
    }

    /** One node after the other until one answers. */
    private Future<Void> ask(List<Endpoint> nodes, int next) {
        if (next == nodes.size()) {
            return Future.failedFuture("no node of " + nodes + " tells who has which slots");
        }
        Endpoint node = nodes.get(next);
        return dialer.ask(node, Request.cmd(Command.CLUSTER).arg("SLOTS"))
                .onSuccess(answer -> masters = masters(answer, node))
                .<Void>mapEmpty()
                .recover(cause -> ask(nodes, next + 1));
    }

    private static @Nullable Endpoint[] masters(Response ranges, Endpoint asked) {
        @Nullable Endpoint[] masters = new @Nullable Endpoint[Partitions.COUNT];
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            int slot = slot(Keys.hashTag(partition));
            for (Response range : ranges) {
                if (range.get(0).toInteger() <= slot && slot <= range.get(1).toInteger()) {
                    Response host = range.get(2).get(0);
                    boolean named = host != null && !host.toString().isEmpty();
                    masters[partition] = new Endpoint(
                            named ? host.toString() : asked.host(),
                            range.get(2).get(1).toInteger());
                }
            }
        }
        return masters;
    }

    /** CRC-16/XMODEM of what stands in braces, modulo the number of slots. */
    static int slot(String hashTag) {
        int crc = 0;
        for (byte b : hashTag.getBytes(StandardCharsets.US_ASCII)) {
            crc ^= (b & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }
            crc &= 0xFFFF;
        }
        return crc % SLOTS;
    }
}
