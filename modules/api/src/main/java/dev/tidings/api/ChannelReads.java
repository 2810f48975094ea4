package dev.tidings.api;

import dev.tidings.edge.Exchange;
import dev.tidings.edge.Right;
import dev.tidings.hub.ChannelInfo;
import dev.tidings.hub.History;
import dev.tidings.hub.PublicationText;
import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import dev.tidings.model.Kind;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the history of channels, and holds those who want to wait for more. Immutable. */
final class ChannelReads {

    /** The largest page, in publications. */
    static final int MAX_LIMIT = 1_000;

    /** The page when none is asked for. */
    static final int DEFAULT_LIMIT = 100;

    /** A page of history. */
    void history(Exchange exchange) {
        ChannelName channel = readable(exchange);
        String since = exchange.query("since");
        StartingPoint start = since == null ? new StartingPoint.Earliest() : StartingPoint.parse(since);
        int limit = exchange.query("limit", DEFAULT_LIMIT);
        long waitMillis = WaitTime.millis(exchange);
        Reply.with(exchange, exchange.port().history(channel, start, limit), page -> {
            if (waitMillis > 0 && page.recovered() && page.publications().isEmpty()) {
                Position position = page.position();
                LongPoll.hold(
                        exchange, channel, position, waitMillis, () -> historyNow(exchange, channel, position, limit));
            } else {
                answer(exchange, channel, page);
            }
        });
    }

    /** A channel's bounds, settings and subscribers. */
    void info(Exchange exchange) {
        ChannelName channel = readable(exchange);
        Reply.with(exchange, exchange.port().channel(channel), info -> {
            exchange.set("Cache-Control", "no-store");
            exchange.respond(200, text(info));
        });
    }

    private static void historyNow(Exchange exchange, ChannelName channel, Position position, int limit) {
        Reply.with(
                exchange,
                exchange.port().history(channel, new StartingPoint.After(position), limit),
                page -> answer(exchange, channel, page));
    }

    private static void answer(Exchange exchange, ChannelName channel, History page) {
        exchange.set("Cache-Control", "no-store");
        exchange.set("Tidings-Position", page.position().toString());
        exchange.respond(200, text(channel, page));
    }

    private static JsonText text(ChannelName channel, History page) {
        String head = "{\"channel\":\"" + channel + "\",\"position\":\"" + page.position() + "\",\"head\":\""
                + page.head() + "\",\"recovered\":" + page.recovered() + ",\"publications\":[";
        List<byte[]> items =
                page.publications().stream().map(PublicationText::item).toList();
        return JsonText.trusted(JoinedText.of(head, items, ",", "]}"));
    }

    private static JsonText text(ChannelInfo info) {
        Position position = info.position();
        String bounds = ",\"position\":" + quoted(position) + ",\"oldest\":"
                + (position == null ? "null" : Long.toString(info.oldest()));
        return JsonText.of("{\"channel\":\"" + info.channel() + '"' + bounds + ",\"history\":" + text(info.settings())
                + ",\"subscribers\":" + info.subscribers() + '}');
    }

    private static String text(ChannelSettings settings) {
        String kind = "{\"kind\":\"" + settings.kind().name().toLowerCase(Locale.ROOT) + '"';
        return settings.kind() == Kind.VOLATILE
                ? kind + '}'
                : kind + ",\"maxPublications\":" + settings.maxPublications() + ",\"maxAgeMillis\":"
                        + settings.maxAgeMillis() + '}';
    }

    /** A position as a JSON string; {@code null} when there is none. */
    static String quoted(@Nullable Position position) {
        return position == null ? "null" : "\"" + position + '"';
    }

    private static ChannelName readable(Exchange exchange) {
        ChannelName channel = new ChannelName(exchange.path("channel"));
        exchange.require(Right.SUBSCRIBE, channel);
        return channel;
    }
}
