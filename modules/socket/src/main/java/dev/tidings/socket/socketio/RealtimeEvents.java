package dev.tidings.socket.socketio;

import dev.tidings.edge.BodyMembers;
import dev.tidings.edge.Right;
import dev.tidings.hub.Subscription;
import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Names;
import dev.tidings.socket.Requests;
import dev.tidings.socket.SocketSession;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What clients ask for by events (contract §8). Pure functions; the sessions keep the state. Commands are handed to the hub in
 * the order in which they came.
 */
final class RealtimeEvents {

    private RealtimeEvents() {}

    /** Does what an event asks for, and answers it. */
    static void perform(
            LoopClients loop,
            RealtimeClient client,
            SocketSession session,
            @Nullable JsonText id,
            Event event,
            boolean isBinary) {
        DocumentWrites write = write(loop, session, event);
        HubException refusal = session.refusal(write != null || event.name().equals("publish"));
        if (session.hasEnded()) {
            return;
        }
        try {
            if (refusal == null && isBinary) {
                refusal = new HubException(ErrorCode.MALFORMED, "What the hub keeps is JSON: send no attachments.");
            }
            if (write != null) {
                write.perform(id, event, refusal);
            } else if (refusal != null) {
                throw refusal;
            } else {
                command(client, session, id, event);
            }
        } catch (HubException e) {
            session.fail(id, e);
        }
    }

    private static @Nullable DocumentWrites write(LoopClients loop, SocketSession session, Event event) {
        for (MappedCollection mapped : loop.settings().mapped()) {
            Operation operation = mapped.operation(event.name());
            if (operation != null) {
                return new DocumentWrites(session, mapped, operation);
            }
        }
        return null;
    }

    private static void command(RealtimeClient client, SocketSession session, @Nullable JsonText id, Event event) {
        switch (event.name()) {
            case "subscribe" -> subscribe(client, session, id, argument(event));
            case "unsubscribe" -> session.interests().leave(id, channel(argument(event)), null);
            case "publish" -> publish(session, id, argument(event));
            case "refresh" -> refresh(session, id, argument(event));
            default ->
                throw new HubException(ErrorCode.MALFORMED, "There is no event " + Names.excerpt(event.name()) + ".");
        }
    }

    /** To have a channel already is what was asked for: a client that was recovered has, and asks all the same. */
    private static void subscribe(
            RealtimeClient client, SocketSession session, @Nullable JsonText id, JsonText argument) {
        ChannelName channel = channel(argument);
        session.require(Right.SUBSCRIBE, channel);
        Subscription known = client.places().of(channel);
        if (known != null) {
            if (id != null) {
                session.say(PacketText.answer(Packet.MAIN, id, Answers.has(channel, known.position())));
            }
            return;
        }
        Map<String, JsonText> members = argument.isObject() ? JsonParts.members(argument) : Map.of();
        JsonText snapshot = BodyMembers.value(members, "snapshot");
        boolean wanted = snapshot != null && snapshot.toString().equals("true");
        session.await(session.interests().join(id, channel, Requests.start(members), wanted), id, done -> {});
    }

    private static void publish(SocketSession session, @Nullable JsonText id, JsonText argument) {
        session.await(Requests.publish(session, argument), id, published -> {
            if (id != null) {
                session.say(PacketText.answer(Packet.MAIN, id, Answers.published(published)));
            }
        });
    }

    private static void refresh(SocketSession session, @Nullable JsonText id, JsonText argument) {
        String token = BodyMembers.requiredText(JsonParts.members(argument), "token");
        session.await(session.refresh(token, id), id, done -> {});
    }

    /** An object that names a channel, or the channel's name alone. */
    private static ChannelName channel(JsonText argument) {
        return argument.sharedBytes()[0] == '"'
                ? new ChannelName(JsonParts.string(argument))
                : Requests.channel(JsonParts.members(argument));
    }

    private static JsonText argument(Event event) {
        JsonText first = event.first();
        if (first == null) {
            throw new HubException(ErrorCode.SCHEMA, "The event `" + event.name() + "` comes with an object.");
        }
        return first;
    }
}
