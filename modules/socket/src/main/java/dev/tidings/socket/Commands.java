package dev.tidings.socket;

import dev.tidings.edge.BodyMembers;
import dev.tidings.edge.PublicationBody;
import dev.tidings.edge.RequestHash;
import dev.tidings.edge.Right;
import dev.tidings.edge.WriteBody;
import dev.tidings.hub.RequestKey;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What clients ask for (contract §6), one JSON object a line. Owned by its event loop; the sessions keep the state. Commands
 * are handed to the hub in the order in which they came.
 */
final class Commands {

    private static final int MAX_ID_BYTES = 128;
    private static final int MAX_KEY_LENGTH = 255;

    /** What a command may be; other members are from clients that know more than this node, and are passed over. */
    private static final Set<String> WORDS = Set.of("subscribe", "unsubscribe", "publish", "write", "refresh");

    private final LoopSockets sockets;

    Commands(LoopSockets sockets) {
        this.sockets = sockets;
    }

    /**
     * Does what a message says.
     *
     * @throws HubException when a line is no command at all: there is no telling what the client believes
     */
    void message(SocketSession session, byte[] text) {
        int from = 0;
        while (from < text.length && !session.hasEnded()) {
            int end = from;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            if (!isBlank(text, from, end)) {
                boolean whole = from == 0 && end == text.length;
                line(session, whole ? text : Arrays.copyOfRange(text, from, end));
            }
            from = end + 1;
        }
    }

    private void line(SocketSession session, byte[] line) {
        JsonText json = JsonText.parse(line, JsonLimits.DEFAULT.withMaxBytes(line.length));
        Map<String, JsonText> members = JsonParts.members(json);
        if (members.isEmpty() && session.answered()) {
            return;
        }
        JsonText id = id(members);
        HubException refusal = session.refusal(members.containsKey("publish") || members.containsKey("write"));
        if (members.isEmpty()) {
            return;
        }
        if (refusal != null) {
            session.fail(id, refusal);
            return;
        }
        sockets.counters().countCommand();
        try {
            perform(session, id, members);
        } catch (HubException e) {
            session.fail(id, e);
        }
    }

    private static boolean isBlank(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** What pairs the reply with the command; null when the client does not care. */
    private static @Nullable JsonText id(Map<String, JsonText> members) {
        JsonText id = BodyMembers.value(members, "id");
        if (id == null) {
            return null;
        }
        if (id.length() > MAX_ID_BYTES) {
            throw new HubException(ErrorCode.MALFORMED, "`id` has at most " + MAX_ID_BYTES + " bytes as JSON.");
        }
        return id;
    }

    private void perform(SocketSession session, @Nullable JsonText id, Map<String, JsonText> members) {
        String word = null;
        for (String name : members.keySet()) {
            if (WORDS.contains(name)) {
                if (word != null) {
                    throw new HubException(ErrorCode.MALFORMED, "One object is one command.");
                }
                word = name;
            }
        }
        if (word == null) {
            throw new HubException(
                    ErrorCode.MALFORMED, "A command is one of subscribe, unsubscribe, publish, write, refresh.");
        }
        JsonText body = Objects.requireNonNull(members.get(word));
        switch (word) {
            case "subscribe" -> subscribe(session, id, body);
            case "unsubscribe" -> unsubscribe(session, id, body);
            case "publish" -> publish(session, id, body);
            case "write" -> write(session, id, body);
            default -> refresh(session, id, body);
        }
    }

    private static void subscribe(SocketSession session, @Nullable JsonText id, JsonText body) {
        Map<String, JsonText> members = JsonParts.members(body);
        ChannelName channel = channel(members);
        session.require(Right.SUBSCRIBE, channel);
        JsonText snapshot = BodyMembers.value(members, "snapshot");
        boolean wanted = snapshot != null && snapshot.toString().equals("true");
        Future<Void> joined = session.interests().join(id, channel, start(members), wanted);
        answer(session, id, joined, done -> null);
    }

    /** What is no position is never an error. */
    private static StartingPoint start(Map<String, JsonText> members) {
        JsonText position = BodyMembers.value(members, "position");
        if (position == null) {
            return new StartingPoint.Head();
        }
        return position.sharedBytes()[0] == '"'
                ? StartingPoint.parse(JsonParts.string(position))
                : new StartingPoint.Unknown();
    }

    private static void unsubscribe(SocketSession session, @Nullable JsonText id, JsonText body) {
        session.interests().leave(id, channel(JsonParts.members(body)), null);
    }

    private void publish(SocketSession session, @Nullable JsonText id, JsonText text) {
        PublicationBody body = PublicationBody.parse(text, sockets.settings().maxPublicationBytes());
        ChannelName channel = channel(JsonParts.members(text));
        session.require(Right.PUBLISH, channel);
        RequestKey key = key(session, channel, text, () -> body.hash(channel));
        answer(
                session,
                id,
                sockets.port().publish(body.command(channel, session.identity().actor(), key)),
                published -> new byte[][] {Replies.published(id, published)});
    }

    private void write(SocketSession session, @Nullable JsonText id, JsonText text) {
        WriteBody body = WriteBody.parse(text);
        session.require(Right.WRITE, body.collection());
        RequestKey key = key(session, body.collection(), text, body::hash);
        answer(
                session,
                id,
                sockets.port()
                        .write(body.command(sockets.port(), session.identity().actor(), key)),
                written -> Replies.written(id, written));
    }

    private static void refresh(SocketSession session, @Nullable JsonText id, JsonText body) {
        String token = BodyMembers.requiredText(JsonParts.members(body), "token");
        answer(session, id, session.refresh(token, id), done -> null);
    }

    private static ChannelName channel(Map<String, JsonText> members) {
        return new ChannelName(BodyMembers.requiredText(members, "channel"));
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

    /** Replies when the answer is there; a reply of null was given already. */
    private static <T> void answer(
            SocketSession session, @Nullable JsonText id, Future<T> future, Function<T, byte @Nullable [][]> reply) {
        session.began();
        future.onComplete(result -> {
            session.finished();
            if (result.failed()) {
                session.fail(id, result.cause());
                return;
            }
            byte[][] parts = reply.apply(result.result());
            if (parts != null) {
                session.say(parts);
            }
        });
    }
}
