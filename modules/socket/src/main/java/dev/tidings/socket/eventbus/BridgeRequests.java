package dev.tidings.socket.eventbus;

import dev.tidings.edge.BodyMembers;
import dev.tidings.edge.Right;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Snapshot;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.socket.Requests;
import dev.tidings.socket.SocketSession;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Function;

/**
 * The requests that a client sends and the replies to them (contract §9), made as the client and with its rights. Pure
 * functions, but for what they have the hub do.
 */
final class BridgeRequests {

    /** A reply at the most. */
    static final int MAX_REPLY_BYTES = 16 << 20;

    private BridgeRequests() {}

    /**
     * Does what a message asks for, and replies if the client waits for it; failures are told in any case.
     *
     * @throws HubException {@code forbidden} when the address takes no requests, {@code malformed} …: it was not asked for
     */
    static void send(SocketSession session, BridgeMessage message) {
        switch (message.address()) {
            case BridgeAddress.PUBLISH ->
                answer(session, message, Requests.publish(session, message.body()), published ->
                        new byte[][] {BridgeFrames.published(published)});
            case BridgeAddress.WRITE ->
                answer(session, message, Requests.write(session, message.body()), BridgeFrames::written);
            case BridgeAddress.READ -> read(session, message);
            default ->
                throw new HubException(
                        ErrorCode.FORBIDDEN,
                        "Requests are sent to " + BridgeAddress.PUBLISH + ", " + BridgeAddress.WRITE + " and "
                                + BridgeAddress.READ + '.');
        }
    }

    private static void read(SocketSession session, BridgeMessage message) {
        Map<String, JsonText> members = JsonParts.members(message.body());
        ChannelName collection = new ChannelName(BodyMembers.requiredText(members, "collection"));
        session.require(Right.SUBSCRIBE, collection);
        String id = BodyMembers.text(members, "id");
        HubPort port = session.sockets().port();
        if (id == null) {
            answer(session, message, port.snapshot(collection).map(BridgeRequests::bounded), BridgeFrames::documents);
            return;
        }
        Future<JsonText> document = port.document(collection, id)
                .map(found -> found.orElseThrow(
                                () -> new HubException(ErrorCode.NOT_FOUND, "There is no such document."))
                        .document());
        answer(session, message, document, BridgeFrames::document);
    }

    private static Snapshot bounded(Snapshot snapshot) {
        int bytes = snapshot.documents().length();
        if (bytes > MAX_REPLY_BYTES) {
            throw new HubException(
                    ErrorCode.TOO_LARGE,
                    "The collection has " + bytes + " bytes; the limit of a reply is " + MAX_REPLY_BYTES + '.');
        }
        return snapshot;
    }

    private static <T> void answer(
            SocketSession session, BridgeMessage message, Future<T> answer, Function<T, byte[][]> body) {
        JsonText address = message.answerAddress();
        session.await(answer, address, value -> {
            if (message.wantsReply() && address != null) {
                session.say(BridgeFrames.reply(address, body.apply(value)));
            }
        });
    }
}
