package dev.tidings.socket.eventbus;

import dev.tidings.edge.Right;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.socket.Dialect;
import dev.tidings.socket.MessageFormat;
import dev.tidings.socket.Requests;
import dev.tidings.socket.SocketSession;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the event-bus bridge, as its standard client writes and reads them. Owned by its event loop; one for each
 * session, since a client shows its credential with any message. What pairs an answer with its message is the address at which
 * the client waits for it.
 *
 * <p>The client's ping is a sign of life and gets no answer: the standard bridge gives none, and the standard client would warn
 * of one.
 */
final class BridgeDialect implements Dialect {

    /** How publications look: one a message, for the client reads each as one JSON object. */
    static final MessageFormat PUBLICATIONS = new MessageFormat(BridgeFormat.MESSAGE, false);

    private final BridgeCounters counters;
    private final ShownCredential credential = new ShownCredential();

    BridgeDialect(BridgeCounters counters) {
        this.counters = counters;
    }

    /** Nothing is said: the client begins. */
    @Override
    public void connected(SocketSession session, String connection) {}

    @Override
    public void message(SocketSession session, boolean text, byte[] payload) {
        BridgeMessage message;
        try {
            message = BridgeMessage.parse(payload);
        } catch (HubException e) {
            HubException refusal = session.refusal(false);
            session.fail(null, refusal == null ? e : refusal);
            return;
        }
        HubException refusal = session.refusal(BridgeAddress.isWrite(message.address()));
        if (message.type().equals("ping")) {
            return;
        }
        if (refusal != null) {
            session.fail(message.answerAddress(), refusal);
            return;
        }
        try {
            Future<Void> admitted = credential.admit(session, message.token());
            if (admitted == null) {
                perform(session, message);
            } else {
                session.await(admitted, message.answerAddress(), done -> attempt(session, message));
            }
        } catch (HubException e) {
            session.fail(message.answerAddress(), e);
        }
    }

    private void attempt(SocketSession session, BridgeMessage message) {
        try {
            perform(session, message);
        } catch (HubException e) {
            session.fail(message.answerAddress(), e);
        }
    }

    private void perform(SocketSession session, BridgeMessage message) {
        switch (message.type()) {
            case "send" -> BridgeRequests.send(session, message);
            case "publish" -> throw unpublishable(message.address());
            case "register" -> register(session, message);
            case "unregister" -> session.interests().leave(null, BridgeAddress.channel(message.address()), null);
            default ->
                throw new HubException(ErrorCode.MALFORMED, "`type` is send, publish, register, unregister or ping.");
        }
    }

    private static void register(SocketSession session, BridgeMessage message) {
        ChannelName channel = BridgeAddress.channel(message.address());
        session.require(Right.SUBSCRIBE, channel);
        Future<Void> joined =
                session.interests().join(null, channel, Requests.start(message.headers()), message.wantsSnapshot());
        session.await(joined, message.answerAddress(), done -> {});
    }

    private HubException unpublishable(String address) {
        counters.countPublishRefused();
        String detail = BridgeAddress.takesRequests(address)
                ? "Send to " + address + ": what is published would reach every node."
                : "Nothing can be published to this address: send to " + BridgeAddress.PUBLISH + '.';
        return new HubException(ErrorCode.FORBIDDEN, detail);
    }

    @Override
    public void subscribed(SocketSession session, @Nullable JsonText id, Subscription subscription) {
        session.say(BridgeFrames.subscribed(subscription.channel(), subscription.subscribed()));
    }

    /** Who asked for it is not told: the client has dropped its handlers by then. */
    @Override
    public void unsubscribed(
            SocketSession session, @Nullable JsonText id, ChannelName channel, @Nullable String reason) {
        if (reason != null) {
            JsonText address = JsonText.of(JsonText.quote(BridgeAddress.CHANNEL + channel));
            session.fail(
                    address, new HubException(ErrorCode.FORBIDDEN, "You may no longer subscribe to " + channel + "."));
        }
    }

    @Override
    public void deliver(SocketSession session, Subscription subscription, FrameBatch batch) {
        session.line().deliver(batch, PUBLICATIONS);
    }

    @Override
    public void reset(SocketSession session, Subscription subscription, Reset reset) {
        session.line().write(BridgeFrames.reset(subscription.channel(), reset));
    }

    /** Nothing is said: the credential came with a message that has an answer of its own. */
    @Override
    public void refreshed(SocketSession session, @Nullable JsonText id, long expiresAtMillis) {}

    @Override
    public void error(SocketSession session, @Nullable JsonText id, HubException refusal) {
        session.say(BridgeFrames.error(id, refusal));
    }

    @Override
    public void disconnect(SocketSession session, Disconnect reason, String detail, long retryAfterMillis) {
        session.line().write(BridgeFrames.disconnect(reason, detail, retryAfterMillis));
    }

    /** The protocol has none from this side. */
    @Override
    public byte @Nullable [] heartbeat() {
        return null;
    }
}
