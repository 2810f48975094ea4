package dev.tidings.api;

import dev.tidings.edge.Exchange;
import dev.tidings.edge.PublicationBody;
import dev.tidings.edge.Right;
import dev.tidings.hub.Published;
import dev.tidings.hub.RequestKey;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import java.util.List;

/** Turns requests into publications, one by one or in batches. Immutable. */
final class Publishing {

    private final ApiLimits limits;

    Publishing(ApiLimits limits) {
        this.limits = limits;
    }

    /** One publication. */
    void one(Exchange exchange) {
        ChannelName channel = new ChannelName(exchange.path("channel"));
        exchange.require(Right.PUBLISH, channel);
        PublicationBody body = PublicationBody.parse(exchange.json(), limits.maxPublicationBytes());
        if (body.channel() != null && !body.channel().equals(channel)) {
            throw new HubException(ErrorCode.MALFORMED, "the path names " + channel + ", the body another channel");
        }
        RequestKey key = IdempotencyKeys.of(exchange, channel, () -> body.hash(channel));
        Reply.with(
                exchange,
                exchange.port()
                        .publish(body.command(channel, exchange.identity().actor(), key)),
                published -> answer(exchange, published));
    }

    /** Many, each for itself; from somebody who showed no credential not one could be taken. */
    void batch(Exchange exchange) {
        if (exchange.identity().isAnonymous()) {
            throw new HubException(ErrorCode.UNAUTHENTICATED, "");
        }
        boolean lines = exchange.mediaType().equals(Answers.NDJSON);
        List<byte[]> items = lines
                ? NdJson.lines(exchange.body(), limits.maxBatchItems())
                : JsonParts.elements(exchange.json(), limits.maxBatchItems()).stream()
                        .map(JsonText::sharedBytes)
                        .toList();
        // the request was counted as one write; a batch that may not be is refused before any of it is done
        exchange.allowance().writes(items.size() - 1);
        new Batch(exchange, items, limits, results -> answer(exchange, results, lines)).start();
    }

    private static void answer(Exchange exchange, Published published) {
        Position position = published.position();
        if (position != null) {
            exchange.set("Tidings-Position", position.toString());
        }
        String epoch = position == null ? "null" : "\"" + position.epoch() + '"';
        String offset = position == null ? "null" : Long.toString(position.offset());
        exchange.respond(
                201,
                JsonText.of("{\"channel\":\"" + published.channel() + "\",\"epoch\":" + epoch + ",\"offset\":" + offset
                        + ",\"position\":" + ChannelReads.quoted(position) + '}'));
    }

    private static void answer(Exchange exchange, List<byte[]> results, boolean lines) {
        byte[] body = lines ? JoinedText.of("", results, "\n", "\n") : JoinedText.of("[", results, ",", "]");
        exchange.respond(200, lines ? Answers.NDJSON : Answers.JSON, body);
    }
}
