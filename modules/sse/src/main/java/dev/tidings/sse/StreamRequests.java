package dev.tidings.sse;

import dev.tidings.edge.Exchange;
import dev.tidings.hub.ChannelInfo;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request for a stream asks for. Immutable; pure functions but for the question of where channels stand. */
final class StreamRequests {

    private StreamRequests() {}

    /** The id that the client came back with; null when it has none. */
    static @Nullable String lastEventId(Exchange exchange) {
        String header = exchange.header("Last-Event-ID");
        return header == null || header.isEmpty() ? null : header;
    }

    /** Where one channel begins: the header wins over {@code position}, since a browser repeats its old query. */
    static StartingPoint start(Exchange exchange) {
        String given = given(exchange);
        return given == null ? unplaced(exchange) : StartingPoint.parse(given);
    }

    /** The channels of {@code ?channels=}, at least one, each once. */
    static List<ChannelName> channels(Exchange exchange) {
        List<ChannelName> channels = new ArrayList<>();
        String text = Objects.requireNonNullElse(exchange.query("channels"), "");
        for (String name : text.split(",", -1)) {
            ChannelName channel = new ChannelName(name);
            if (channels.contains(channel)) {
                throw new HubException(ErrorCode.MALFORMED, "the channel " + channel + " is named twice");
            }
            if (channels.size() == Cursor.MAX_CHANNELS) {
                throw new HubException(
                        ErrorCode.MALFORMED, "more than " + Cursor.MAX_CHANNELS + " channels in one stream");
            }
            channels.add(channel);
        }
        return channels;
    }

    /** Where each of several channels begins; a cursor is compared with the epochs that the channels have now. */
    static Future<Map<ChannelName, StartingPoint>> starts(Exchange exchange, List<ChannelName> channels) {
        String given = given(exchange);
        if (given == null || given.equals("head") || given.equals("earliest")) {
            StartingPoint same = given == null ? unplaced(exchange) : StartingPoint.parse(given);
            return Future.succeededFuture(all(channels, same));
        }
        List<Future<ChannelInfo>> heads = new ArrayList<>(channels.size());
        channels.forEach(channel -> heads.add(exchange.port().channel(channel)));
        return Future.join(heads).map(known -> {
            List<@Nullable Epoch> epochs = new ArrayList<>(channels.size());
            for (Future<ChannelInfo> head : heads) {
                Position position = head.result().position();
                epochs.add(position == null ? null : position.epoch());
            }
            return resumed(given, channels, epochs);
        });
    }

    /** Where the channels of a posted request begin. */
    static Map<ChannelName, StartingPoint> posted(Exchange exchange) {
        JsonText channels = JsonParts.members(exchange.json()).get("channels");
        if (channels == null) {
            throw new HubException(ErrorCode.SCHEMA, "channels is missing");
        }
        Map<ChannelName, StartingPoint> starts = starts(channels);
        if (starts.isEmpty() || starts.size() > LiveChannels.MAX_CHANNELS) {
            throw new HubException(
                    ErrorCode.SCHEMA,
                    "a stream has 1 to " + LiveChannels.MAX_CHANNELS + " channels, not " + starts.size());
        }
        return starts;
    }

    /** A change of a live stream. */
    static ConnectionChange change(Exchange exchange) {
        Map<String, JsonText> members = JsonParts.members(exchange.json());
        JsonText subscribe = given(members, "subscribe");
        JsonText unsubscribe = given(members, "unsubscribe");
        JsonText token = given(members, "token");
        Map<ChannelName, StartingPoint> joined = subscribe == null ? Map.of() : starts(subscribe);
        if (joined.size() > LiveChannels.MAX_CHANNELS) {
            throw new HubException(ErrorCode.SCHEMA, "a stream has at most " + LiveChannels.MAX_CHANNELS + " channels");
        }
        List<ChannelName> left = new ArrayList<>();
        if (unsubscribe != null) {
            for (JsonText name : JsonParts.elements(unsubscribe, LiveChannels.MAX_CHANNELS)) {
                left.add(new ChannelName(JsonParts.string(name)));
            }
        }
        return new ConnectionChange(
                exchange.identity().subject(), joined, left, token == null ? null : JsonParts.string(token));
    }

    private static @Nullable String given(Exchange exchange) {
        String header = lastEventId(exchange);
        return header == null ? exchange.query("position") : header;
    }

    private static StartingPoint unplaced(Exchange exchange) {
        int rewind = exchange.query("rewind", 0);
        return rewind > 0 ? new StartingPoint.Rewind(rewind) : new StartingPoint.Head();
    }

    private static Map<ChannelName, StartingPoint> all(List<ChannelName> channels, StartingPoint start) {
        Map<ChannelName, StartingPoint> starts = new LinkedHashMap<>();
        channels.forEach(channel -> starts.put(channel, start));
        return starts;
    }

    private static Map<ChannelName, StartingPoint> resumed(
            String text, List<ChannelName> channels, List<@Nullable Epoch> epochs) {
        Optional<long[]> offsets = Cursor.parse(text, channels, epochs);
        if (offsets.isEmpty()) {
            return all(channels, new StartingPoint.Unknown());
        }
        Map<ChannelName, StartingPoint> starts = new LinkedHashMap<>();
        for (int i = 0; i < channels.size(); i++) {
            long offset = offsets.get()[i];
            Epoch epoch = epochs.get(i);
            starts.put(
                    channels.get(i),
                    epoch == null || offset < 0
                            ? new StartingPoint.Unknown()
                            : new StartingPoint.After(new Position(epoch, offset)));
        }
        return starts;
    }

    private static Map<ChannelName, StartingPoint> starts(JsonText object) {
        Map<ChannelName, StartingPoint> starts = new LinkedHashMap<>();
        JsonParts.members(object).forEach((name, position) -> starts.put(new ChannelName(name), start(position)));
        return starts;
    }

    /** What is no text is no position, and never an error. */
    private static StartingPoint start(JsonText position) {
        if (position.equals(JsonText.NULL)) {
            return new StartingPoint.Head();
        }
        return position.sharedBytes()[0] == '"'
                ? StartingPoint.parse(JsonParts.string(position))
                : new StartingPoint.Unknown();
    }

    /** A member that is there and not null. */
    private static @Nullable JsonText given(Map<String, JsonText> members, String name) {
        JsonText member = members.get(name);
        return member == null || member.equals(JsonText.NULL) ? null : member;
    }
}
