package dev.tidings.server.bus;

import dev.tidings.edge.BodyMembers;
import dev.tidings.edge.PublicationBody;
import dev.tidings.edge.RequestHash;
import dev.tidings.edge.WriteBody;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Published;
import dev.tidings.hub.RequestKey;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Written;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What services ask by the bus, as calls of the hub (contract §9). Immutable. Whoever is on the bus is trusted: it names the
 * {@code actor} on whose behalf it writes, and may write everything but what is the hub's own.
 */
final class BusRequests {

    /** The longest idempotency key, in characters. */
    private static final int MAX_KEY_LENGTH = 255;

    private final HubPort port;
    private final BusLimits limits;

    BusRequests(HubPort port, BusLimits limits) {
        this.port = port;
        this.limits = limits;
    }

    /** {@code tidings.publish}. */
    Future<String> publish(JsonText body) {
        Map<String, JsonText> members = JsonParts.members(body);
        ChannelName channel = foreign(new ChannelName(BodyMembers.requiredText(members, "channel")));
        PublicationBody publication = PublicationBody.parse(body, limits.maxPublicationBytes());
        Actor actor = actor(members);
        RequestKey key = key(members, channel, actor, publication.hash(channel));
        return port.publish(publication.command(channel, actor, key)).map(BusRequests::text);
    }

    /** {@code tidings.write}. */
    Future<String> write(JsonText body) {
        Map<String, JsonText> members = JsonParts.members(body);
        WriteBody write = WriteBody.parse(body);
        foreign(write.collection());
        Actor actor = actor(members);
        RequestKey key = key(members, write.collection(), actor, write.hash());
        return port.write(write.command(port, actor, key)).map(BusRequests::text);
    }

    /** {@code tidings.read}. */
    Future<String> read(JsonText body) {
        Map<String, JsonText> members = JsonParts.members(body);
        ChannelName collection = foreign(new ChannelName(BodyMembers.requiredText(members, "collection")));
        String id = BodyMembers.text(members, "id");
        if (id == null) {
            return port.snapshot(collection).map(this::text);
        }
        return port.document(collection, id)
                .map(found -> found.map(view -> "{\"document\":" + view.document() + '}')
                        .orElseThrow(() -> new HubException(ErrorCode.NOT_FOUND, "there is no such document")));
    }

    /** The channel, unless it is the hub's own. */
    static ChannelName foreign(ChannelName channel) {
        if (channel.isReserved()) {
            throw new HubException(ErrorCode.FORBIDDEN, "the namespace " + channel.namespace() + " is the hub's own");
        }
        return channel;
    }

    private static @Nullable Actor actor(Map<String, JsonText> members) {
        JsonText actor = BodyMembers.value(members, "actor");
        if (actor == null) {
            return null;
        }
        Map<String, JsonText> named = JsonParts.members(actor);
        String subject = BodyMembers.requiredText(named, "sub");
        if (subject.isEmpty()) {
            throw new HubException(ErrorCode.SCHEMA, "`actor.sub` is not empty");
        }
        return new Actor(subject, BodyMembers.text(named, "name"));
    }

    private static @Nullable RequestKey key(
            Map<String, JsonText> members, ChannelName channel, @Nullable Actor actor, RequestHash hash) {
        String key = BodyMembers.text(members, "idempotencyKey");
        if (key == null) {
            return null;
        }
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new HubException(
                    ErrorCode.MALFORMED, "an idempotency key has 1 to " + MAX_KEY_LENGTH + " characters");
        }
        return hash.under(actor == null ? "" : actor.sub(), channel, key);
    }

    private static String text(Published published) {
        Position position = published.position();
        String epoch = position == null ? "null" : "\"" + position.epoch() + '"';
        String offset = position == null ? "null" : Long.toString(position.offset());
        return "{\"channel\":\"" + published.channel() + "\",\"epoch\":" + epoch + ",\"offset\":" + offset
                + ",\"position\":" + (position == null ? "null" : "\"" + position + '"') + '}';
    }

    private static String text(Written written) {
        return "{\"position\":\"" + written.position() + "\",\"document\":" + written.document() + '}';
    }

    private String text(Snapshot snapshot) {
        int bytes = snapshot.documents().length();
        if (bytes > limits.maxReplyBytes()) {
            throw new HubException(
                    ErrorCode.TOO_LARGE,
                    "the collection has " + bytes + " bytes; the limit of a reply is " + limits.maxReplyBytes());
        }
        return "{\"position\":\"" + snapshot.position() + "\",\"documents\":" + snapshot.documents() + '}';
    }
}
