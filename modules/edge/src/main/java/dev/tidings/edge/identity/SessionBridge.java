package dev.tidings.edge.identity;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Identity;
import dev.tidings.edge.Operation;
import dev.tidings.model.Actor;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Signing in, asking who one is, and signing out: {@code /api/session}. Immutable. */
public final class SessionBridge implements Bridge {

    private static final String PATH = "/api/session";
    private static final String TAG = "who is there";
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int MAX_BODY_BYTES = 4 * 1024;
    private static final int MAX_FIELDS = 8;

    /** Clocks differ, and a token counts for a while beyond its end. */
    private static final long SLACK_MILLIS = 120_000;

    private final Sessions sessions;
    private final Revocations revocations;

    /** Of one node. */
    public SessionBridge(Sessions sessions, Revocations revocations) {
        this.sessions = sessions;
        this.revocations = revocations;
    }

    @Override
    public List<Operation> operations() {
        JsonObject text = new JsonObject().put("type", "string").put("maxLength", 1024);
        JsonObject fields = new JsonObject().put("name", text).put("password", text);
        JsonObject schema = new JsonObject()
                .put("type", "object")
                .put("required", new JsonArray().add("name"))
                .put("properties", fields);
        Operation.Body body = new Operation.Body(true, MAX_BODY_BYTES, Map.of(JSON, schema, FORM, schema));
        Map<Integer, Operation.Response> who =
                Map.of(200, new Operation.Response("Who it is.", Map.of(JSON, who()), Map.of()));
        Map<Integer, Operation.Response> out = Map.of(204, new Operation.Response("Signed out.", Map.of(), Map.of()));
        return List.of(
                operation(
                        "signIn",
                        HttpMethod.POST,
                        "Sign in; the answer sets the session's cookie.",
                        body,
                        who,
                        this::signIn),
                operation("readSession", HttpMethod.GET, "Read who is signed in.", null, who, SessionBridge::read),
                operation(
                        "signOut",
                        HttpMethod.DELETE,
                        "Sign out; live streams and sockets of the session end.",
                        null,
                        out,
                        this::signOut));
    }

    private void signIn(Exchange exchange) {
        Map<String, String> fields = fields(exchange);
        String name = fields.getOrDefault("name", "");
        String password = fields.getOrDefault("password", "");
        sessions.accounts()
                .signIn(name, password, exchange.clientAddress())
                .onSuccess(account -> {
                    String token = sessions.begin(account.actor());
                    exchange.set("Set-Cookie", sessions.cookie(token, exchange.isSecure()));
                    tell(exchange, sessions.verify(token).identity());
                })
                .onFailure(exchange::fail);
    }

    private static void read(Exchange exchange) {
        if (exchange.identity().actor() == null) {
            throw new HubException(ErrorCode.UNAUTHENTICATED, "");
        }
        tell(exchange, exchange.identity());
    }

    private void signOut(Exchange exchange) {
        Identity identity = exchange.identity();
        if (identity.credential().isEmpty()) {
            exchange.set("Set-Cookie", Sessions.noCookie(exchange.isSecure()));
            exchange.respond(204);
            return;
        }
        long now = exchange.port().loop().wallMillis();
        // the session's next token, made a moment ago, may end later than the one that was shown
        long latest = Math.max(identity.expiresAtMillis(), now + sessions.lifeMillis());
        if (latest > now + Revocations.MAX_LIFE_MILLIS) {
            throw new HubException(ErrorCode.MALFORMED, "A token that lives longer than 400 days can't be signed out.");
        }
        Revocation revocation = new Revocation(identity.credential(), "", now, latest + SLACK_MILLIS);
        RevocationFeed.publish(exchange.port(), revocations, revocation)
                .onSuccess(done -> {
                    exchange.set("Set-Cookie", Sessions.noCookie(exchange.isSecure()));
                    exchange.respond(204);
                })
                .onFailure(exchange::fail);
    }

    private static void tell(Exchange exchange, Identity identity) {
        Actor actor = Objects.requireNonNull(identity.actor());
        String name = actor.name() == null ? "null" : JsonText.quote(actor.name());
        exchange.respond(
                200,
                JsonText.of("{\"sub\":" + JsonText.quote(actor.sub()) + ",\"name\":" + name + ",\"expiresAt\":"
                        + identity.expiresAtMillis() + '}'));
    }

    /** The fields of either form. */
    private static Map<String, String> fields(Exchange exchange) {
        Map<String, String> fields = new HashMap<>();
        if (exchange.mediaType().equals(JSON)) {
            JsonParts.members(exchange.json()).forEach((name, value) -> {
                if (value.sharedBytes()[0] == '"') {
                    fields.put(name, JsonParts.string(value));
                }
            });
            return fields;
        }
        try {
            String form = new String(exchange.body(), StandardCharsets.UTF_8);
            new QueryStringDecoder(form, StandardCharsets.UTF_8, false, MAX_FIELDS)
                    .parameters()
                    .forEach((name, values) -> fields.put(name, values.get(0)));
            return fields;
        } catch (IllegalArgumentException e) {
            throw new HubException(ErrorCode.MALFORMED, "The form is not percent-encoded rightly.");
        }
    }

    private static Operation operation(
            String id,
            HttpMethod method,
            String summary,
            Operation.@Nullable Body body,
            Map<Integer, Operation.Response> responses,
            Operation.Handler handler) {
        // who signs in shows no credential, and an old one that is no good must not be in the way
        boolean open = method.equals(HttpMethod.POST);
        return new Operation(id, method, PATH, TAG, summary, List.of(), body, responses, open, handler);
    }

    private static JsonObject who() {
        JsonObject text = new JsonObject().put("type", "string");
        JsonObject name =
                new JsonObject().put("type", new JsonArray().add("string").add("null"));
        JsonObject time = new JsonObject().put("type", "integer").put("description", "ms since 1970");
        return new JsonObject()
                .put("type", "object")
                .put("required", new JsonArray().add("sub").add("name").add("expiresAt"))
                .put(
                        "properties",
                        new JsonObject().put("sub", text).put("name", name).put("expiresAt", time));
    }
}
