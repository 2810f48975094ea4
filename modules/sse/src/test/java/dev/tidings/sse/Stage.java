package dev.tidings.sse;

import dev.tidings.edge.Identity;
import dev.tidings.edge.Right;
import dev.tidings.hub.Frame;
import dev.tidings.hub.Snapshot;
import dev.tidings.hub.Subscribed;
import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import dev.tidings.sse.EventStream.Opening;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a component test of the streams plays on: a loop, a hub and connections that are its own. Owned by its test. */
final class Stage {

    static final Epoch EPOCH = new Epoch("k3f9k3f9k3f9");
    static final Epoch OTHER_EPOCH = new Epoch("zzzzzzzzzzzz");
    static final long KEY = 42;
    static final long NOBODYS_KEY = 8;

    private final FakeLoop loop = new FakeLoop();
    private final FakePort port = new FakePort(loop);
    private final SseService service;
    private final LoopStreams streams;
    private final FakeAllowance allowance = new FakeAllowance();

    Stage() {
        this(SseSettings.DEFAULT);
    }

    Stage(SseSettings settings) {
        service = new SseService(settings, new Random(1), token -> Future.succeededFuture(user(token)));
        streams = new LoopStreams(service, loop);
    }

    /** Somebody who may read the named channels, and everything when none is named. */
    record User(String subject, long expiresAtMillis, Set<String> channels) implements Identity {
        @Override
        public @Nullable Actor actor() {
            return null;
        }

        @Override
        public boolean may(Right right, ChannelName channel) {
            return channels.isEmpty() || channels.contains(channel.value());
        }
    }

    /** A token names the one channel that it is good for. */
    private static User user(String token) {
        return new User("ann", Long.MAX_VALUE, Set.of(token.split(",")));
    }

    FakeLoop loop() {
        return loop;
    }

    FakePort port() {
        return port;
    }

    SseService service() {
        return service;
    }

    LoopStreams streams() {
        return streams;
    }

    FakeAllowance allowance() {
        return allowance;
    }

    Opening opening(FakeBody body) {
        return opening(body, Long.MAX_VALUE);
    }

    Opening opening(FakeBody body, long expiresAtMillis) {
        return new Opening(
                streams, body, new User("ann", expiresAtMillis, Set.of()), allowance, KEY, NOBODYS_KEY, null);
    }

    static Position at(long offset) {
        return new Position(EPOCH, offset);
    }

    static Subscribed recovered(long offset) {
        return new Subscribed(at(offset), true, null, null);
    }

    static Snapshot snapshot(long offset, String documents) {
        return new Snapshot(at(offset), JsonText.trusted(documents.getBytes(StandardCharsets.UTF_8)), 1, 0);
    }

    static Frame frame(String channel, long offset, String event, String data) {
        return frame(channel, offset, event, data, Change.NONE);
    }

    static Frame frame(String channel, long offset, String event, String data, Change change) {
        Publication publication =
                new Publication(offset, event, change == Change.NONE ? null : "1", JsonText.of(data), 7, null, change);
        return new Frame(new ChannelName(channel), EPOCH, publication, offset - 1);
    }

    /** A publication of a volatile channel. */
    static Frame fleeting(String channel, String event, String data) {
        Publication publication = new Publication(0, event, null, JsonText.of(data), 7, null, Change.NONE);
        return new Frame(new ChannelName(channel), null, publication, 0);
    }
}
