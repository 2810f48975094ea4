package dev.tidings.socket;

import dev.tidings.edge.BodyMembers;
import dev.tidings.edge.PublicationBody;
import dev.tidings.edge.RequestHash;
import dev.tidings.edge.Right;
import dev.tidings.edge.WriteBody;
import dev.tidings.hub.Published;
import dev.tidings.hub.RequestKey;
import dev.tidings.hub.Written;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What any dialect's clients ask for in the same JSON: publications, writes, starting points. Pure functions, but for what
 * they have the hub do.
 */
public final class Requests {

    private static final int MAX_KEY_LENGTH = 255;

    private Requests() {}

    /**
     * Makes a publication from {@code {"channel","event","data","key","idempotencyKey"}}.
     *
     * @throws HubException {@code malformed}, {@code forbidden} …: it was not asked for
     */
    public static Future<Published> publish(SocketSession session, JsonText text) {
        PublicationBody body =
                PublicationBody.parse(text, session.sockets().settings().maxPublicationBytes());
        ChannelName channel = channel(JsonParts.members(text));
        session.require(Right.PUBLISH, channel);
        RequestKey key = key(session, channel, text, () -> body.hash(channel));
        return session.sockets()
                .port()
                .publish(body.command(channel, session.identity().actor(), key));
    }

    /**
     * Changes a document as {@code {"collection","op","id","document","version","idempotencyKey"}} says.
     *
     * @throws HubException {@code malformed}, {@code forbidden} …: it was not asked for
     */
    public static Future<Written> write(SocketSession session, JsonText text) {
        WriteBody body = WriteBody.parse(text);
        session.require(Right.WRITE, body.collection());
        RequestKey key = key(session, body.collection(), text, body::hash);
        return session.sockets()
                .port()
                .write(body.command(session.sockets().port(), session.identity().actor(), key));
    }

    /** The member {@code channel}. @throws HubException {@code malformed} */
    public static ChannelName channel(Map<String, JsonText> members) {
        return new ChannelName(BodyMembers.requiredText(members, "channel"));
    }

    /** The member {@code position}; what is no position is never an error. */
    public static StartingPoint start(Map<String, JsonText> members) {
        JsonText position = BodyMembers.value(members, "position");
        if (position == null) {
            return new StartingPoint.Head();
        }
        return position.sharedBytes()[0] == '"'
                ? StartingPoint.parse(JsonParts.string(position))
                : new StartingPoint.Unknown();
    }

    private static @Nullable RequestKey key(
            SocketSession session, ChannelName channel, JsonText body, Supplier<RequestHash> hash) {
        String key = BodyMembers.text(JsonParts.members(body), "idempotencyKey");
        if (key == null) {
            return null;
        }
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new HubException(
                    ErrorCode.MALFORMED, "An idempotency key has 1 to " + MAX_KEY_LENGTH + " characters.");
        }
        return hash.get().under(session.identity().subject(), channel, key);
    }
}
