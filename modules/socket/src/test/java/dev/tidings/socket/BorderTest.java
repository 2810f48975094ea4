package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.edge.Border;
import dev.tidings.edge.Identity;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may do what on a socket, for how long, and how a node that goes down parts with it. */
class BorderTest {

    /** {@code <subject>:<channel>:<end>}, as header and as token; no channel = all, no end = never. */
    private record Known(String subject, String only, long expiresAtMillis) implements Identity {
        static Identity of(@Nullable String text) {
            if (text == null) {
                return new Known("anonymous", "open", Long.MAX_VALUE);
            }
            String[] parts = text.split(":", -1);
            return new Known(parts[0], parts[1], parts.length < 3 ? Long.MAX_VALUE : Long.parseLong(parts[2]));
        }

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
            return only.equals("all") || channel.value().equals(only);
        }
    }

    private final SocketNode node = new SocketNode(
            SocketSettings.DEFAULT,
            ListenerSettings.development(0),
            new Border(
                    (request, sources) -> Future.succeededFuture(Known.of(request.getHeader("Authorization"))),
                    () -> false),
            token -> token.equals("bad")
                    ? Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "no"))
                    : Future.succeededFuture(Known.of(token)));

    @AfterEach
    void close() {
        node.close();
    }

    private static JsonNode asked(WireClient client, String command) {
        client.text(command);
        return client.object();
    }

    private static JsonNode error(WireClient client, String command) {
        return asked(client, command).get("error");
    }

    @Test
    void refusesWhatOneMayNotAndAsksTheUnknownToSignIn() {
        try (WireClient ann = node.connected("Authorization: ann:chat");
                WireClient nobody = node.connected()) {
            for (String command : new String[] {
                "{\"id\":1,\"subscribe\":{\"channel\":\"secret\"}}",
                "{\"id\":1,\"publish\":{\"channel\":\"secret\"}}",
                "{\"id\":1,\"write\":{\"collection\":\"tasks\",\"op\":\"delete\",\"id\":\"1\"}}"
            }) {
                JsonNode forbidden = error(ann, command);
                assertThat(forbidden.get("status").intValue()).isEqualTo(403);
                assertThat(forbidden.get("detail").textValue()).containsAnyOf("secret", "tasks");
                JsonNode unknown = error(nobody, command);
                assertThat(unknown.get("status").intValue()).isEqualTo(401);
                assertThat(unknown.get("detail").textValue()).isEqualTo("You must be signed in.");
            }
            assertThat(asked(ann, "{\"id\":2,\"publish\":{\"channel\":\"chat\"}}")
                            .has("published"))
                    .isTrue();
            assertThat(asked(nobody, "{\"id\":2,\"subscribe\":{\"channel\":\"open\"}}")
                            .has("subscribed"))
                    .isTrue();
        }
    }

    @Test
    void aRefreshGoesOnWithTheNewRightsAndEndsWhatTheyDoNotHold() {
        long end = System.currentTimeMillis() + 60_000;
        try (WireClient ann = node.connect("Authorization: ann:chat:" + end)) {
            assertThat(ann.awaiting("connected").get("expiresAt").longValue()).isEqualTo(end);
            asked(ann, "{\"id\":1,\"subscribe\":{\"channel\":\"chat\"}}");
            assertThat(error(ann, "{\"id\":2,\"refresh\":{\"token\":\"bad\"}}")
                            .get("status")
                            .intValue())
                    .isEqualTo(401);
            assertThat(error(ann, "{\"id\":3,\"refresh\":{\"token\":\"bob:chat\"}}")
                            .get("status")
                            .intValue())
                    .isEqualTo(403);
            assertThat(asked(ann, "{\"id\":4,\"refresh\":{\"token\":\"ann:chat:" + (end + 1) + "\"}}")
                            .toString())
                    .isEqualTo("{\"id\":4,\"refreshed\":{\"expiresAt\":" + (end + 1) + "}}");
            assertThat(asked(ann, "{\"id\":5,\"refresh\":{\"token\":\"ann:other\"}}")
                            .toString())
                    .isEqualTo("{\"id\":5,\"refreshed\":{}}");
            assertThat(ann.object().toString())
                    .isEqualTo("{\"unsubscribed\":{\"channel\":\"chat\",\"reason\":\"forbidden\"}}");
        }
    }

    @Test
    void whoCameWithoutACredentialMayBringOne() {
        try (WireClient client = node.connect()) {
            String connection = client.awaiting("connected").get("connection").textValue();
            assertThat(error(client, "{\"id\":1,\"subscribe\":{\"channel\":\"chat\"}}")
                            .get("status")
                            .intValue())
                    .isEqualTo(401);
            assertThat(asked(client, "{\"id\":2,\"refresh\":{\"token\":\"ann:chat\"}}")
                            .has("refreshed"))
                    .isTrue();
            assertThat(asked(client, "{\"id\":3,\"subscribe\":{\"channel\":\"chat\"}}")
                            .has("subscribed"))
                    .isTrue();
            assertThat(error(client, "{\"id\":4,\"refresh\":{\"token\":\"bob:chat\"}}")
                            .get("status")
                            .intValue())
                    .isEqualTo(403);
            node.change("ann", connection, Map.of(), List.of(new ChannelName("chat")));
            assertThat(client.object().has("unsubscribed")).isTrue();
        }
    }

    @Test
    void aSessionEndsWithItsCredentialAfterAGrace() {
        long past = System.currentTimeMillis() - SocketSession.EXPIRY_GRACE_MILLIS + 3_000;
        try (WireClient ann = node.connected("Authorization: ann:chat:" + past)) {
            JsonNode disconnect = ann.awaiting("disconnect");
            assertThat(disconnect.get("code").intValue()).isEqualTo(3003);
            assertThat(disconnect.get("reconnect").booleanValue()).isTrue();
            assertThat(disconnect.get("retryAfterMs").intValue()).isPositive();
            assertThat(ann.closeCode()).isEqualTo(3003);
        }
    }

    @Test
    void aNodeThatGoesDownTellsEachClientWhenToComeBackAndNewOnesToo() {
        try (WireClient before = node.connected("Authorization: ann:chat")) {
            SocketNode.await(node.hub().drain(100));
            JsonNode disconnect = before.awaiting("disconnect");
            assertThat(disconnect.get("code").intValue()).isEqualTo(3001);
            assertThat(disconnect.get("reason").textValue()).isEqualTo("drain");
            assertThat(disconnect.get("retryAfterMs").intValue()).isPositive();
            assertThat(before.closeCode()).isEqualTo(3001);
            try (WireClient late = node.connect("Authorization: ann:chat")) {
                assertThat(late.object().get("disconnect").get("code").intValue())
                        .isEqualTo(3001);
                assertThat(late.closeCode()).isEqualTo(3001);
            }
        }
    }
}
