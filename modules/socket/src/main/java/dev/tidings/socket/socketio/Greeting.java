package dev.tidings.socket.socketio;

import dev.tidings.edge.BodyMembers;
import dev.tidings.edge.Right;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import dev.tidings.model.Kind;
import dev.tidings.model.Publication;
import dev.tidings.model.StartingPoint;
import dev.tidings.socket.SocketSession;
import dev.tidings.socket.socketio.ResumePoint.Place;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of one client's connection: who it is, whether it can be recovered, and what it is told first. Owned by its
 * event loop, until the client is greeted.
 *
 * <p>A client is recovered when it stood in channels that it may still have, and each of them can be given from there without
 * a gap: one connection has one answer. Otherwise it begins anew, with the collections that are mapped, and what it had beyond
 * them is its own to ask for again.
 */
final class Greeting {

    private final LoopClients loop;
    private final RealtimeClient client;
    private final SocketSession session;
    private final Map<String, JsonText> auth;

    Greeting(LoopClients loop, RealtimeClient client, SocketSession session, @Nullable JsonText auth) {
        this.loop = loop;
        this.client = client;
        this.session = session;
        this.auth = auth == null ? Map.of() : JsonParts.members(auth);
    }

    /** Greets; fails with why the client is refused, before anything was said. */
    Future<Void> begin() {
        String token = text("token");
        Future<Void> known = token == null ? Future.succeededFuture() : session.refresh(token, null);
        return known.compose(done -> session.hasEnded() ? Future.succeededFuture() : recover());
    }

    private Future<Void> recover() {
        String offset = text("offset");
        PrivateId pid =
                PrivateId.parse(Objects.requireNonNullElse(text("pid"), "")).orElse(null);
        List<Place> places = offset == null ? null : ResumePoint.parse(offset).orElse(null);
        if (pid == null || places == null || offset == null || !pid.covers(subject(), offset) || !mayHave(places)) {
            return greetAnew();
        }
        Map<ChannelName, StartingPoint> starts = new LinkedHashMap<>();
        places.forEach(place -> starts.put(place.channel(), start(place)));
        return session.interests()
                .joinAll(starts, false, begun -> Future.succeededFuture(recovered(pid, begun)))
                .compose(all -> all || session.hasEnded() ? Future.succeededFuture() : greetAnew());
    }

    private boolean mayHave(List<Place> places) {
        for (Place place : places) {
            boolean isVolatile = loop.port().settings(place.channel()).kind() == Kind.VOLATILE;
            boolean fits = isVolatile == (place.position() == null);
            if (!fits || !session.identity().may(Right.SUBSCRIBE, place.channel())) {
                return false;
            }
        }
        return true;
    }

    private static StartingPoint start(Place place) {
        return place.position() == null ? new StartingPoint.Head() : new StartingPoint.After(place.position());
    }

    private boolean recovered(PrivateId pid, List<Subscription> begun) {
        if (session.hasEnded()
                || !begun.stream().allMatch(one -> one.subscribed().recovered())) {
            return false;
        }
        begun.forEach(client.places()::put);
        client.newlyGranted(session); // it had them, and has kept what it wants of them
        client.join(Packet.MAIN);
        session.say(PacketText.connected(Packet.MAIN, pid.sid(), pid.toString()));
        return true;
    }

    private Future<Void> greetAnew() {
        Map<ChannelName, StartingPoint> starts = new LinkedHashMap<>();
        for (ChannelName collection : client.newlyGranted(session)) {
            starts.put(collection, new StartingPoint.Head());
        }
        return session.interests().joinAll(starts, true, this::tellChanges).mapEmpty();
    }

    private Future<Boolean> tellChanges(List<Subscription> begun) {
        List<Future<List<Publication>>> changes = new ArrayList<>();
        for (Subscription subscription : begun) {
            Snapshot snapshot = snapshot(subscription);
            changes.add(loop.changes().read(subscription.channel(), since(subscription), snapshot.position()));
        }
        return Future.join(changes).map(done -> {
            if (!session.hasEnded()) {
                tell(begun, changes.stream().map(Future::result).toList());
            }
            return !session.hasEnded();
        });
    }

    /** The last of it carries the offset: who is cut off before has none of it, and gets all of it again. */
    private void tell(List<Subscription> begun, List<List<Publication>> changes) {
        begun.forEach(client.places()::put);
        client.join(Packet.MAIN);
        PrivateId pid = PrivateId.draw(loop.random(), subject(), Objects.requireNonNullElse(text("offset"), ""));
        session.say(PacketText.connected(Packet.MAIN, pid.sid(), pid.toString()));
        List<Told> all = new ArrayList<>();
        for (int i = 0; i < begun.size(); i++) {
            MappedCollection mapped = mapped(begun.get(i));
            all.add(new Told(mapped.snapshot(), Answers.snapshot(mapped, snapshot(begun.get(i)))));
            for (Publication change : changes.get(i)) {
                all.add(new Told(mapped.sync(), change.data().sharedBytes()));
            }
        }
        byte[][] offset = {client.offset()};
        if (all.isEmpty()) {
            session.say(PacketText.eventOf(Packet.MAIN, RealtimeClient.OFFSET, offset));
        }
        for (int i = 0; i < all.size(); i++) {
            Told told = all.get(i);
            boolean isLast = i == all.size() - 1;
            session.say(
                    isLast
                            ? PacketText.eventOf(Packet.MAIN, told.event, told.object, offset)
                            : PacketText.eventOf(Packet.MAIN, told.event, told.object));
        }
    }

    /** An event, and its one argument in parts. */
    private record Told(String event, byte[]... object) {}

    /** What the client says that it has: a position for the first of the collections, or one for each by name. */
    private StartingPoint since(Subscription subscription) {
        JsonText position = BodyMembers.value(auth, "position");
        if (position != null && position.isObject()) {
            position = JsonParts.members(position).get(subscription.channel().value());
        } else if (!mapped(subscription).equals(loop.settings().mapped().get(0))) {
            position = null;
        }
        return StartingPoint.parse(text(position));
    }

    private MappedCollection mapped(Subscription subscription) {
        return Objects.requireNonNull(loop.mapped(subscription.channel()), "not mapped");
    }

    private static Snapshot snapshot(Subscription subscription) {
        return Objects.requireNonNull(subscription.subscribed().snapshot(), "no collection");
    }

    private String subject() {
        return session.identity().subject();
    }

    /** A member that is text; whatever else it is, is as if it were absent. */
    private @Nullable String text(String name) {
        return text(auth.get(name));
    }

    private static @Nullable String text(@Nullable JsonText value) {
        return value != null && value.sharedBytes()[0] == '"' ? JsonParts.string(value) : null;
    }
}
