package dev.tidings.api;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Operation;
import dev.tidings.edge.Operation.Body;
import dev.tidings.edge.Operation.Parameter;
import dev.tidings.edge.Operation.Place;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Channels over HTTP (contract §5). Immutable. */
public final class ChannelsBridge implements Bridge {

    private static final String PUBLICATIONS = "/api/channels/{channel}/publications";
    private static final String TAG = "channels";

    private final ApiLimits limits;
    private final ChannelReads reads = new ChannelReads();
    private final Publishing publishing;

    /** Channels with these limits. */
    public ChannelsBridge(ApiLimits limits) {
        this.limits = limits;
        this.publishing = new Publishing(limits);
    }

    @Override
    public List<Operation> operations() {
        return List.of(publish(), publishBatch(), history(), info());
    }

    private Operation publish() {
        return new Operation(
                "publish",
                HttpMethod.POST,
                PUBLICATIONS,
                TAG,
                "One publication. A collection's channel takes none: it is written to through its documents.",
                List.of(Parameters.channel(), Parameters.idempotencyKey()),
                new Body(true, limits.maxBodyBytes(), Map.of(Answers.JSON, Schemas.publicationBody())),
                new Answers()
                        .json(201, "it is in the log", Schemas.published(), "Tidings-Position")
                        .refusals(400, 403, 409, 413, 422, 429, 503, 504)
                        .responses(),
                false,
                publishing::one);
    }

    private Operation publishBatch() {
        JsonObject items =
                Schemas.array(Schemas.batchItem()).put("description", "at most " + limits.maxBatchItems() + " items");
        return new Operation(
                "publishBatch",
                HttpMethod.POST,
                "/api/publications",
                TAG,
                "Many publications. Each stands for itself and has a result of its own, in order; item i has the key `<key>#<i>`, counted from 0.",
                List.of(Parameters.idempotencyKey()),
                new Body(true, limits.maxBodyBytes(), Map.of(Answers.JSON, items, Answers.NDJSON, Schemas.batchItem())),
                new Answers()
                        .content(
                                200,
                                "one result for each, in the form of the request",
                                Map.of(
                                        Answers.JSON,
                                        Schemas.array(Schemas.batchResult()),
                                        Answers.NDJSON,
                                        Schemas.batchResult()))
                        .refusals(400, 413, 422, 429)
                        .responses(),
                false,
                publishing::batch);
    }

    private Operation history() {
        return new Operation(
                "readHistory",
                HttpMethod.GET,
                PUBLICATIONS,
                TAG,
                "A page of a channel's history; with `wait` a long poll, whose list is empty when nothing came.",
                List.of(
                        Parameters.channel(),
                        new Parameter(
                                Place.QUERY,
                                "since",
                                false,
                                Schemas.string(),
                                "the position that the client has, `earliest` or `head`; the oldest when absent;"
                                        + " anything else is no error, but `recovered` is false"),
                        new Parameter(
                                Place.QUERY,
                                "limit",
                                false,
                                Schemas.integer(1, ChannelReads.MAX_LIMIT),
                                "how many publications at the most; " + ChannelReads.DEFAULT_LIMIT + " when absent"),
                        Parameters.wait("there is a publication"),
                        Parameters.prefer()),
                null,
                new Answers()
                        .json(200, "the page", Schemas.history(), "Tidings-Position")
                        .refusals(400, 403, 503)
                        .responses(),
                false,
                reads::history);
    }

    private Operation info() {
        return new Operation(
                "readChannel",
                HttpMethod.GET,
                "/api/channels/{channel}",
                TAG,
                "A channel's position, oldest publication, settings, and how many subscribe to it.",
                List.of(Parameters.channel()),
                null,
                new Answers()
                        .json(200, "the channel", Schemas.channelInfo())
                        .refusals(400, 403, 503)
                        .responses(),
                false,
                reads::info);
    }
}
