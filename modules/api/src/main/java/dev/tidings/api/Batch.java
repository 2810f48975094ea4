package dev.tidings.api;

import dev.tidings.edge.Exchange;
import dev.tidings.edge.Problem;
import dev.tidings.edge.PublicationBody;
import dev.tidings.edge.Right;
import dev.tidings.hub.Published;
import dev.tidings.hub.RequestKey;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonText;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch of publications under way. Owned by its event loop. Each item stands for itself; they are handed to the hub in
 * their order, so that those to one channel are appended in it, and no more than a bounded number is out at a time.
 */
final class Batch {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);
    private static final int MAX_IN_FLIGHT = 1_024;

    private final Exchange exchange;
    private final List<byte[]> items;
    private final ApiLimits limits;
    private final Consumer<List<byte[]>> done;
    private final byte[][] results;
    private final @Nullable ChannelName[] channels;
    private int next;
    private int inFlight;
    private boolean submitting;

    /** @param done takes one result for each item, in order, when all are there */
    Batch(Exchange exchange, List<byte[]> items, ApiLimits limits, Consumer<List<byte[]>> done) {
        this.exchange = exchange;
        this.items = items;
        this.limits = limits;
        this.done = done;
        this.results = new byte[items.size()][];
        this.channels = new ChannelName[items.size()];
    }

    /** Begins; called once. */
    void start() {
        advance();
    }

    /** Hands over what may be out. A publication that is answered at once comes back in here, and changes nothing. */
    private void advance() {
        if (submitting) {
            return;
        }
        submitting = true;
        while (next < items.size() && inFlight < MAX_IN_FLIGHT) {
            int item = next++;
            inFlight++;
            submitted(item)
                    .onComplete(
                            published -> finish(item, success(published)),
                            refused -> finish(item, failure(item, refused)));
        }
        submitting = false;
        if (inFlight == 0) {
            done.accept(Arrays.asList(results));
        }
    }

    private void finish(int item, String result) {
        results[item] = result.getBytes(StandardCharsets.UTF_8);
        inFlight--;
        advance();
    }

    private Future<Published> submitted(int item) {
        try {
            return publish(item);
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private Future<Published> publish(int item) {
        JsonText text = JsonText.parse(items.get(item), JsonLimits.DEFAULT.withMaxBytes(limits.maxBodyBytes()));
        PublicationBody body = PublicationBody.parse(text, limits.maxPublicationBytes());
        ChannelName channel = body.channel();
        if (channel == null) {
            throw new HubException(ErrorCode.SCHEMA, "`channel` is missing")
                    .withErrors(List.of(new HubException.FieldError("/channel", "is missing")));
        }
        channels[item] = channel;
        exchange.require(Right.PUBLISH, channel);
        RequestKey key = IdempotencyKeys.ofItem(exchange, channel, item, () -> body.hash(channel));
        return exchange.port().publish(body.command(channel, exchange.identity().actor(), key));
    }

    private static String success(Published published) {
        return "{\"status\":201,\"channel\":\"" + published.channel() + "\",\"position\":"
                + ChannelReads.quoted(published.position()) + '}';
    }

    private String failure(int item, Throwable failure) {
        if (!(failure instanceof HubException refusal)) {
            LOG.error("item {} of a batch failed in a way that has no answer of its own", item, failure);
            return failure(item, new HubException(ErrorCode.INTERNAL, ""));
        }
        ChannelName channel = channels[item];
        String named = channel == null ? "" : ",\"channel\":\"" + channel + '"';
        String problem = new String(Problem.json(refusal), StandardCharsets.UTF_8);
        return "{\"status\":" + refusal.code().status() + named + ",\"error\":" + problem + '}';
    }
}
