package dev.tidings.socket.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.edge.Border;
import dev.tidings.edge.Identity;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.WireClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Credentials in messages: who may what, and when another token counts. A token here is {@code subject:channel[:end]}. */
class BridgeCredentialTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger checks = new AtomicInteger();
    private final BridgeNode node = new BridgeNode(
            vertx,
            SocketSettings.DEFAULT,
            new Border(
                    (request, sources) -> Future.succeededFuture(new Known("anonymous", "open", Long.MAX_VALUE)),
                    () -> false),
            this::check);

    /** May do everything with one channel. */
    private record Known(String subject, String only, long expiresAtMillis) implements Identity {

        @Override
        public @Nullable Actor actor() {
            return subject.equals("anonymous") ? null : new Actor(subject, null);
        }

        @Override
        public boolean isAnonymous() {
            return subject.equals("anonymous");
        }

        @Override
        public boolean may(Right right, ChannelName channel) {
            return channel.value().equals(only);
        }
    }

    /** Takes its time, as one does that asks elsewhere for its keys. */
    private Future<Identity> check(String token) {
        checks.incrementAndGet();
        return vertx.timer(20).compose(waited -> {
            if (token.equals("bad")) {
                return Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "no"));
            }
            String[] parts = token.split(":", -1);
            long end = parts.length > 2 ? Long.parseLong(parts[2]) : Long.MAX_VALUE;
            return Future.succeededFuture(new Known(parts[0], parts[1], end));
        });
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static String headers(String token) {
        return token.isEmpty() ? "{}" : "{\"authorization\":\"Bearer " + token + "\"}";
    }

    private static String register(String channel, String token) {
        return "{\"type\":\"register\",\"address\":\"tidings.channel." + channel + "\",\"headers\":" + headers(token)
                + "}";
    }

    private static String publish(String channel, String token, int number) {
        return "{\"type\":\"send\",\"address\":\"tidings.publish\",\"headers\":" + headers(token)
                + ",\"body\":{\"channel\":\"" + channel + "\",\"data\":" + number + "},\"replyAddress\":\"r-" + number
                + "\"}";
    }

    private static int code(JsonNode message) {
        return message.path("failureCode").asInt();
    }

    @Test
    void doesWhatTheShownCredentialAllows() {
        try (WireClient client = node.connect()) {
            client.text(register("secret", ""));
            assertThat(code(client.object())).isEqualTo(401);
            client.text(publish("open", "", 1));
            assertThat(client.object().get("body").get("offset").intValue()).isEqualTo(1);

            client.text(register("secret", "ann:secret"));
            assertThat(client.object().get("headers").get("kind").textValue()).isEqualTo("subscribed");
            client.text(publish("secret", "ann:secret", 2));
            JsonNode one = client.object();
            JsonNode other = client.object();
            JsonNode message = one.has("headers") ? one : other;
            assertThat(message.get("body").get("actor").get("sub").textValue()).isEqualTo("ann");
            client.text(publish("open", "", 3));
            assertThat(code(client.object())).isEqualTo(403);
        }
    }

    @Test
    void checksATokenOnceThoughItComesWithEveryMessageAndKeepsTheOrder() {
        try (WireClient client = node.connect()) {
            client.text("{\"type\":\"register\",\"address\":\"tidings.channel.chat\",\"headers\":"
                    + "{\"position\":\"earliest\",\"authorization\":\"Bearer ann:chat\"}}");
            for (int number = 1; number <= 50; number++) {
                client.text(publish("chat", number % 2 == 0 ? "ann:chat" : "", number));
            }
            int delivered = 0;
            for (int seen = 0; seen < 101; seen++) {
                JsonNode message = client.object();
                if (message.has("headers") && !message.get("headers").has("kind")) {
                    assertThat(message.get("body").get("data").intValue()).isEqualTo(++delivered);
                } else {
                    assertThat(code(message)).isZero();
                }
            }
            assertThat(delivered).isEqualTo(50);
        }
        assertThat(checks).hasValue(1);
    }

    @Test
    void refusesABadTokenAndAnotherSubjectsAndGoesOnWithTheOldOne() {
        try (WireClient client = node.connect()) {
            client.text(publish("chat", "ann:chat", 1));
            assertThat(client.object().get("type").textValue()).isEqualTo("rec");
            client.text(publish("chat", "bad", 2));
            client.text(publish("chat", "bad", 3));
            client.text(publish("chat", "", 4));
            assertThat(code(client.object())).isEqualTo(401);
            assertThat(code(client.object())).isEqualTo(401);
            assertThat(client.object().get("address").textValue()).isEqualTo("r-4");
            client.text(publish("chat", "bob:chat", 5));
            assertThat(code(client.object())).isEqualTo(403);
            client.text(publish("chat", "ann:chat", 6));
            assertThat(client.object().get("address").textValue()).isEqualTo("r-6");
            client.text(
                    "{\"type\":\"register\",\"address\":\"tidings.channel.chat\",\"headers\":{\"authorization\":\"ann\"}}");
            assertThat(code(client.object())).isEqualTo(401);
        }
    }

    @Test
    void endsWhatANewTokenDoesNotAllowAndTellsTheHandler() {
        try (WireClient client = node.connect()) {
            client.text(register("one", "ann:one"));
            assertThat(client.object().get("headers").get("kind").textValue()).isEqualTo("subscribed");
            client.text(register("two", "ann:two"));
            JsonNode ended = client.object();
            assertThat(ended.get("address").textValue()).isEqualTo("tidings.channel.one");
            assertThat(code(ended)).isEqualTo(403);
            assertThat(client.object().get("address").textValue()).isEqualTo("tidings.channel.two");
        }
    }

    @Test
    void endsWithTheCredentialThatWasShownLast() {
        try (WireClient client = node.connect()) {
            client.text(register("chat", "ann:chat"));
            assertThat(client.object().get("headers").get("kind").textValue()).isEqualTo("subscribed");
            client.text(register("chat", "ann:chat:1"));
            assertThat(code(client.object())).isEqualTo(409);
            JsonNode end = client.object();
            assertThat(end.has("address")).isFalse();
            assertThat(code(end)).isEqualTo(3003);
            assertThat(end.get("message").textValue()).contains("\"reconnect\":true");
            assertThat(client.closeCode()).isEqualTo(3003);
        }
    }
}
