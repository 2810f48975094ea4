package dev.tidings.client;

import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one node tells of one subscription, until it breaks. Owned by the client's event loop. Messages are counted; one that
 * is missing, or silence for several heartbeats, breaks the stream.
 */
final class Stream {

    private static final long FIRST_HEARTBEAT_MILLIS = 2_000;
    private static final int SILENT_HEARTBEATS = 3;

    /** Whose stream it is. Called at most once with the end, after which nothing comes. */
    interface Owner {

        /** The next message with something in it. */
        void accept(Stream stream, long number, Map<String, JsonText> members);

        /** It broke: another may do better, not before so many milliseconds. */
        void broke(Stream stream, String why, long retryAfterMillis);

        /** No stream of this subscription is to be had. */
        void refused(Stream stream, HubException reason);
    }

    private final Vertx vertx;
    private final Inbox inbox;
    private final String id;
    private final Owner owner;
    private @Nullable String node;
    private long heartbeatMillis = FIRST_HEARTBEAT_MILLIS;
    private long heardNanos = System.nanoTime();
    private long taken;
    private long done;
    private long timer = -1;
    private boolean over;

    /** @param id a name that no other stream of the inbox has */
    Stream(Vertx vertx, Inbox inbox, String id, Owner owner) {
        this.vertx = vertx;
        this.inbox = inbox;
        this.id = id;
        this.owner = owner;
    }

    /** Asks any node for it; once. */
    void open(SubscribeRequest request, String position, boolean snapshot, long attemptMillis) {
        inbox.listen(id, this::take);
        JsonObjectText body = new JsonObjectText()
                .add("channel", request.channel().value())
                .add("position", position)
                .add("subscription", id)
                .add("address", inbox.address());
        if (snapshot) {
            body.add("snapshot", JsonText.of("true"));
        }
        inbox.open()
                .compose(listening -> vertx.eventBus()
                        .request(
                                Addresses.SUBSCRIBE,
                                body.buffer(),
                                new DeliveryOptions().setSendTimeout(attemptMillis)))
                .onComplete(taken -> inbox.run(this::opened), cause -> inbox.run(() -> failed(cause)));
    }

    /** The owner has done with a message. */
    void done(long number) {
        done = number;
        tellDone();
    }

    /** Ends it; idempotent. */
    void close() {
        if (over) {
            return;
        }
        over = true;
        inbox.forget(id);
        vertx.cancelTimer(timer);
        tell(message().add("unsubscribe", JsonText.of("true")));
    }

    private void opened() {
        if (!over && timer < 0) {
            heardNanos = System.nanoTime();
            watch();
        }
    }

    private void failed(Throwable cause) {
        if (over) {
            return;
        }
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            HubException refusal = Wire.refusal(reply.failureCode(), reply.getMessage());
            int status = refusal.code().status();
            if (status != 429 && status < 500) {
                close();
                owner.refused(this, refusal);
            } else {
                breakOff("it was refused: " + refusal.detail(), refusal.retryAfterMillis());
            }
        } else {
            breakOff("no node answers", 0);
        }
    }

    private void take(Map<String, JsonText> members) {
        if (over) {
            return;
        }
        heardNanos = System.nanoTime();
        JsonText disconnect = Wire.value(members, "disconnect");
        if (disconnect != null) {
            disconnected(disconnect);
            return;
        }
        long number = Wire.number(members, "seq");
        boolean heartbeat = members.size() == 2;
        if (number > taken + (heartbeat ? 0 : 1)) {
            breakOff("a message was lost", 0);
        } else if (heartbeat) {
            tellDone();
        } else if (number > taken) {
            taken = number;
            begin(members);
            owner.accept(this, number, members);
        }
    }

    private void begin(Map<String, JsonText> members) {
        JsonText subscribed = Wire.value(members, "subscribed");
        if (subscribed != null) {
            Map<String, JsonText> begun = JsonParts.members(subscribed);
            node = Wire.required(begun, "address");
            heartbeatMillis = Math.max(1, Wire.number(begun, "heartbeatMillis"));
            vertx.cancelTimer(timer);
            watch();
        }
    }

    private void disconnected(JsonText disconnect) {
        Map<String, JsonText> members = JsonParts.members(disconnect);
        String reason = Wire.required(members, "reason");
        if (Wire.isTrue(members, "reconnect")) {
            breakOff("the node ended it: " + reason, Wire.number(members, "retryAfterMs"));
        } else {
            close();
            owner.refused(
                    this,
                    Wire.refusal(
                            400,
                            new JsonObjectText().add("detail", reason).json().toString()));
        }
    }

    /** Each heartbeat: says how far it is, and looks whether the node still says something. */
    private void watch() {
        timer = vertx.setTimer(heartbeatMillis, now -> {
            long silentMillis = (System.nanoTime() - heardNanos) / 1_000_000;
            // a node that waits for us says nothing
            if (taken == done && silentMillis > SILENT_HEARTBEATS * heartbeatMillis) {
                inbox.doubt(heardNanos);
                breakOff("the node is silent", 0);
            } else {
                tellDone();
                watch();
            }
        });
    }

    private void breakOff(String why, long retryAfterMillis) {
        close();
        owner.broke(this, why, retryAfterMillis);
    }

    private void tellDone() {
        JsonObjectText message = message();
        tell(done == 0 ? message : message.add("received", done));
    }

    private JsonObjectText message() {
        return new JsonObjectText().add("subscription", id).add("address", inbox.address());
    }

    private void tell(JsonObjectText message) {
        if (node != null) {
            Buffer text = message.buffer();
            vertx.eventBus().send(node, text);
        }
    }
}
