package dev.tidings.server.bus;

import dev.tidings.hub.Frame;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.PublicationText;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Session;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of a service, as messages to the service's own address. Owned by its event loop.
 *
 * <p>Every message bears the next number, so that a lost one shows at the next, and the last at the heartbeat. The service
 * says up to which number it has done its work; what it has not done is bounded in messages and bytes, and beyond that
 * nothing is sent. A service that says nothing for several heartbeats is taken for dead.
 */
final class BusStream implements Outlet {

    /** How often a quiet stream says that it lives. */
    static final long HEARTBEAT_MILLIS = 2_000;

    /** For how many heartbeats a service may be silent. */
    static final int SILENT_HEARTBEATS = 3;

    /** Messages that the service has not done with at the most. */
    static final int MAX_MESSAGES = 64;

    /** Bytes of them at the most, unless one message alone has more. */
    static final long MAX_BYTES = 1 << 20;

    private final String id;
    private final String address;
    private final String nodeAddress;
    private final EventBus bus;
    private final Loop loop;
    private final int maxMessageBytes;
    private final Runnable ended;
    private final ArrayDeque<Integer> sizes = new ArrayDeque<>();
    private @Nullable Session session;
    private long sent;
    private long received;
    private long bytes;
    private long heardMillis;
    private boolean progressed;
    private boolean over;

    /**
     * @param id the service's own name for it
     * @param address where the service listens
     * @param nodeAddress where this node does
     * @param ended called when it is over
     */
    BusStream(
            String id,
            String address,
            String nodeAddress,
            EventBus bus,
            Loop loop,
            int maxMessageBytes,
            Runnable ended) {
        this.id = id;
        this.address = address;
        this.nodeAddress = nodeAddress;
        this.bus = bus;
        this.loop = loop;
        this.maxMessageBytes = maxMessageBytes;
        this.ended = ended;
        this.heardMillis = loop.monotonicMillis();
    }

    /** The session whose transport this is; before anything else. */
    void belongsTo(Session own) {
        session = own;
    }

    /** Says how the subscription began, and lets it begin. */
    void begin(Subscription subscription) {
        Subscribed began = subscription.subscribed();
        StringBuilder text = new StringBuilder("\"subscribed\":{\"channel\":\"")
                .append(subscription.channel())
                .append("\",\"address\":")
                .append(JsonText.quote(nodeAddress))
                .append(",\"heartbeatMillis\":")
                .append(HEARTBEAT_MILLIS)
                .append(",\"position\":")
                .append(quoted(began.position()))
                .append(",\"recovered\":")
                .append(began.recovered());
        Reset.Reason reason = began.reason();
        if (reason != null) {
            text.append(",\"reason\":\"").append(reason.word()).append('"');
        }
        if (sendState(text, began.snapshot())) {
            subscription.start();
        }
    }

    /** The service has done with all messages up to a number. */
    void received(long number) {
        heardMillis = loop.monotonicMillis();
        if (over || number <= received || number > sent) {
            return;
        }
        boolean wasFull = !isWritable();
        while (received < number) {
            received++;
            bytes -= sizes.remove();
        }
        progressed = true;
        Session own = session;
        if (wasFull && own != null && isWritable()) {
            own.drained();
        }
    }

    /** The service wants no more. */
    void close() {
        if (!over) {
            over = true;
            if (session != null) {
                session.close();
            }
            ended.run();
        }
    }

    /** The node goes: the service is told, so that it need not find out. */
    void drain() {
        Session own = session;
        if (own != null) {
            own.disconnect(Disconnect.DRAIN, 0);
        }
    }

    @Override
    public boolean isWritable() {
        return sent - received < MAX_MESSAGES && bytes < MAX_BYTES;
    }

    @Override
    public boolean hasProgressed() {
        boolean since = progressed;
        progressed = false;
        return since;
    }

    @Override
    public void deliver(Subscription subscription, FrameBatch batch) {
        List<Frame> frames = batch.frames();
        Epoch epoch = frames.get(0).epoch();
        Buffer message = head().appendString(",\"epoch\":" + (epoch == null ? "null" : "\"" + epoch + '"'))
                .appendString(",\"publications\":[");
        for (int i = 0; i < frames.size(); i++) {
            if (i > 0) {
                message.appendByte((byte) ',');
            }
            message.appendBytes(frames.get(i).encoded(PublicationText.ENVELOPE));
        }
        send(message.appendString("]}"));
    }

    @Override
    public void reset(Subscription subscription, Reset reset) {
        ChannelName channel = subscription.channel();
        sendState(
                new StringBuilder("\"reset\":{\"channel\":\"")
                        .append(channel)
                        .append("\",\"position\":")
                        .append(quoted(reset.position()))
                        .append(",\"recovered\":false,\"reason\":\"")
                        .append(reset.reason().word())
                        .append('"'),
                reset.snapshot());
    }

    @Override
    public void flush() {
        // every message is sent at once
    }

    @Override
    public void heartbeat() {
        if (loop.monotonicMillis() - heardMillis > SILENT_HEARTBEATS * HEARTBEAT_MILLIS) {
            close();
        } else {
            tell("{\"subscription\":" + JsonText.quote(id) + ",\"seq\":" + sent + '}');
        }
    }

    @Override
    public void disconnect(Disconnect reason, long retryAfterMillis) {
        if (over) {
            return;
        }
        over = true;
        tell("{\"subscription\":" + JsonText.quote(id) + ",\"seq\":" + sent + ",\"disconnect\":{\"code\":"
                + reason.code()
                + ",\"reason\":\"" + reason.reason() + "\",\"reconnect\":" + reason.reconnect() + ",\"retryAfterMs\":"
                + retryAfterMillis + "}}");
        ended.run();
    }

    /** A beginning or a gap, with the snapshot that goes with it; false when it is too large to be sent. */
    private boolean sendState(StringBuilder text, @Nullable Snapshot snapshot) {
        if (snapshot != null && snapshot.documents().length() > maxMessageBytes) {
            Session own = session;
            if (own != null) {
                own.disconnect(Disconnect.BAD_REQUEST, 0);
            }
            return false;
        }
        Buffer message = head().appendByte((byte) ',').appendString(text.toString());
        if (snapshot != null) {
            message.appendString(",\"snapshot\":")
                    .appendBytes(snapshot.documents().sharedBytes());
        }
        send(message.appendString("}}"));
        return true;
    }

    /** The beginning of the next message. */
    private Buffer head() {
        return Buffer.buffer("{\"subscription\":" + JsonText.quote(id) + ",\"seq\":" + (sent + 1));
    }

    private void send(Buffer message) {
        sent++;
        sizes.add(message.length());
        bytes += message.length();
        bus.send(address, message);
    }

    private void tell(String message) {
        bus.send(address, Buffer.buffer(message.getBytes(StandardCharsets.UTF_8)));
    }

    private static String quoted(@Nullable Position position) {
        return position == null ? "null" : "\"" + position + '"';
    }
}
