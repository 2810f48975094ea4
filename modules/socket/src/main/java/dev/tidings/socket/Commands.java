package dev.tidings.socket;

import dev.tidings.edge.BodyMembers;
import dev.tidings.edge.Right;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients ask for (contract §6), one JSON object a line. Pure functions; the sessions keep the state. Commands are handed
 * to the hub in the order in which they came.
 */
final class Commands {

    private Commands() {}

    private static final int MAX_ID_BYTES = 128;

    /** What a command may be; other members are from clients that know more than this node, and are passed over. */
    private static final Set<String> WORDS = Set.of("subscribe", "unsubscribe", "publish", "write", "refresh");

    /**
     * Does what a message says.
     *
     * @throws HubException when a line is no command at all: there is no telling what the client believes
     */
    static void message(SocketSession session, byte[] text) {
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

    private static void line(SocketSession session, byte[] line) {
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

    private static void perform(SocketSession session, @Nullable JsonText id, Map<String, JsonText> members) {
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
        ChannelName channel = Requests.channel(members);
        session.require(Right.SUBSCRIBE, channel);
        JsonText snapshot = BodyMembers.value(members, "snapshot");
        boolean wanted = snapshot != null && snapshot.toString().equals("true");
        session.await(session.interests().join(id, channel, Requests.start(members), wanted), id, done -> {});
    }

    private static void unsubscribe(SocketSession session, @Nullable JsonText id, JsonText body) {
        session.interests().leave(id, Requests.channel(JsonParts.members(body)), null);
    }

    private static void publish(SocketSession session, @Nullable JsonText id, JsonText body) {
        session.await(Requests.publish(session, body), id, published -> session.say(Replies.published(id, published)));
    }

    private static void write(SocketSession session, @Nullable JsonText id, JsonText body) {
        session.await(Requests.write(session, body), id, written -> session.say(Replies.written(id, written)));
    }

    private static void refresh(SocketSession session, @Nullable JsonText id, JsonText body) {
        String token = BodyMembers.requiredText(JsonParts.members(body), "token");
        session.await(session.refresh(token, id), id, done -> {});
    }
}
