package dev.tidings.edge.identity;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Exchange;
import dev.tidings.edge.Operation;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The operator's way to revoke: {@code POST /admin/revocations}, on the admin listener. Immutable. */
public final class RevocationBridge implements Bridge {

    private static final int MAX_BODY_BYTES = 4 * 1024;

    private final Revocations revocations;

    /** @param revocations of the node */
    public RevocationBridge(Revocations revocations) {
        this.revocations = revocations;
    }

    @Override
    public List<Operation> operations() {
        JsonObject text =
                new JsonObject().put("type", "string").put("minLength", 1).put("maxLength", 255);
        JsonObject schema = new JsonObject()
                .put("type", "object")
                .put("properties", new JsonObject().put("sub", text).put("jti", text))
                .put("additionalProperties", false);
        return List.of(new Operation(
                "revoke",
                HttpMethod.POST,
                "/admin/revocations",
                "who is there",
                "Revoke the token named by `jti`, or all credentials that `sub` has got so far.",
                List.of(),
                new Operation.Body(true, MAX_BODY_BYTES, Map.of("application/json", schema)),
                Map.of(204, new Operation.Response("Revoked on every node.", Map.of(), Map.of())),
                false,
                this::revoke));
    }

    private void revoke(Exchange exchange) {
        Map<String, JsonText> members = JsonParts.members(exchange.json());
        JsonText subject = members.get("sub");
        JsonText credential = members.get("jti");
        if ((subject == null) == (credential == null)) {
            throw new HubException(ErrorCode.SCHEMA, "Expected either sub or jti.");
        }
        long now = exchange.port().loop().wallMillis();
        Revocation revocation = new Revocation(
                credential == null ? "" : JsonParts.string(credential),
                subject == null ? "" : JsonParts.string(subject),
                now,
                now + Revocations.MAX_LIFE_MILLIS);
        RevocationFeed.publish(exchange.port(), revocations, revocation)
                .onSuccess(done -> exchange.respond(204))
                .onFailure(exchange::fail);
    }
}
