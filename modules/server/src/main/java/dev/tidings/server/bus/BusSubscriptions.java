package dev.tidings.server.bus;

import dev.tidings.edge.BodyMembers;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Session;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.StartingPoint;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The subscriptions of services that this node serves. Owned by its event loop. */
final class BusSubscriptions {

    /** Whose sessions these are. */
    private static final String SUBJECT = "tidings:services";

    private static final int MAX_SUBSCRIPTIONS = 10_000;
    private static final int MAX_NAME_LENGTH = 255;
    private static final long RETRY_AFTER_MILLIS = 2_000;

    private final HubPort port;
    private final EventBus bus;
    private final BusLimits limits;
    private final String nodeAddress;
    private final Map<String, BusStream> streams = new HashMap<>();

    /** @param nodeAddress where services say what they have done with */
    BusSubscriptions(HubPort port, EventBus bus, BusLimits limits, String nodeAddress) {
        this.port = port;
        this.bus = bus;
        this.limits = limits;
        this.nodeAddress = nodeAddress;
    }

    /** {@code tidings.subscribe}: everything else is told to the service's own address. */
    Future<String> subscribe(JsonText body) {
        Map<String, JsonText> members = JsonParts.members(body);
        ChannelName channel = BusRequests.foreign(new ChannelName(BodyMembers.requiredText(members, "channel")));
        String id = name(members, "subscription");
        String address = name(members, "address");
        StartingPoint start = StartingPoint.parse(BodyMembers.text(members, "position"));
        boolean snapshot =
                "true".equals(members.getOrDefault("snapshot", JsonText.NULL).toString());
        if (port.isDraining()) {
            throw new HubException(ErrorCode.DRAINING, "the node is going down")
                    .withRetryAfterMillis(RETRY_AFTER_MILLIS);
        }
        if (streams.size() >= MAX_SUBSCRIPTIONS) {
            throw new HubException(ErrorCode.OVERLOADED, "services subscribe at most " + MAX_SUBSCRIPTIONS + " times")
                    .withRetryAfterMillis(RETRY_AFTER_MILLIS);
        }
        String key = address + ' ' + id;
        BusStream stream = new BusStream(
                id, address, nodeAddress, bus, port.loop(), limits.maxReplyBytes(), () -> streams.remove(key));
        BusStream before = streams.put(key, stream);
        if (before != null) {
            // its end takes the name away, so it comes first
            before.close();
            streams.put(key, stream);
        }
        Session session = port.open(stream, SUBJECT, BusStream.HEARTBEAT_MILLIS);
        stream.belongsTo(session);
        return session.subscribe(channel, start, snapshot)
                .map(subscription -> begun(id, stream, subscription))
                .onFailure(cause -> stream.close());
    }

    /** What a service says of a stream: how far it is, or that it wants no more. */
    void hear(JsonText body) {
        Map<String, JsonText> members = JsonParts.members(body);
        BusStream stream = streams.get(name(members, "address") + ' ' + name(members, "subscription"));
        if (stream == null) {
            return;
        }
        if (BodyMembers.value(members, "unsubscribe") != null) {
            stream.close();
        } else {
            stream.received(BodyMembers.number(members, "received"));
        }
    }

    /** Ends all of them: other nodes will serve them. */
    void close() {
        List.copyOf(streams.values()).forEach(BusStream::drain);
    }

    private static String begun(String id, BusStream stream, Subscription subscription) {
        stream.begin(subscription);
        return "{\"subscription\":" + JsonText.quote(id) + '}';
    }

    private static String name(Map<String, JsonText> members, String member) {
        String name = BodyMembers.requiredText(members, member);
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new HubException(ErrorCode.SCHEMA, "`" + member + "` has 1 to " + MAX_NAME_LENGTH + " characters");
        }
        return name;
    }
}
