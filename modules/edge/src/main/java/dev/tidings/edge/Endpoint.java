package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An operation with the validators that its row of the table asks for. Immutable. */
final class Endpoint {

    private static final String JSON = "application/json";

    private final Operation operation;
    private final List<ParameterCheck> parameters;
    private final Map<String, BodyCheck> bodies = new HashMap<>();
    private final Set<String> answers = new HashSet<>();

    Endpoint(Operation operation) {
        this.operation = operation;
        this.parameters =
                operation.parameters().stream().map(ParameterCheck::new).toList();
        Operation.Body body = operation.body();
        JsonObject schema = body == null ? null : body.content().get(JSON);
        if (schema != null) {
            bodies.put(JSON, new BodyCheck(schema));
        }
        operation.responses().forEach((status, response) -> {
            if (status < 300) {
                answers.addAll(response.content().keySet());
            }
        });
    }

    Operation operation() {
        return operation;
    }

    /** Whether it answers with events alone, which have no end: a HEAD gets the head without them. */
    boolean isStream() {
        return answers.equals(Set.of("text/event-stream"));
    }

    /** @throws HubException {@code not-acceptable}, {@code unsupported-media-type}, {@code too-large} or {@code malformed} */
    void checkHead(HttpServerRequest request) {
        if (!MediaTypes.accepts(request.getHeader(HttpHeaders.ACCEPT), answers)) {
            throw new HubException(
                    ErrorCode.NOT_ACCEPTABLE, "This is answered as " + String.join(" or ", answers) + ".");
        }
        Operation.Body body = operation.body();
        if (body == null) {
            return;
        }
        if (!BodyReader.hasBody(request)) {
            if (body.required()) {
                throw new HubException(ErrorCode.MALFORMED, "The request needs a body.");
            }
            return;
        }
        checkContent(request, body);
    }

    private static void checkContent(HttpServerRequest request, Operation.Body body) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new HubException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without a Content-Encoding.");
        }
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        boolean known = body.content().containsKey(Operation.Body.ANY_TYPE)
                || body.content().containsKey(MediaTypes.bare(contentType));
        if (!known || (contentType != null && !MediaTypes.isUtf8(contentType))) {
            throw new HubException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Send the body as " + String.join(" or ", body.content().keySet()) + " in UTF-8.");
        }
        if (BodyReader.exceeds(request, body.maxBytes())) {
            throw BodyReader.tooLarge(body.maxBytes());
        }
    }

    /** @throws HubException {@code malformed}, naming the parameter */
    void checkParameters(Exchange exchange) {
        for (ParameterCheck check : parameters) {
            Operation.Parameter parameter = check.parameter();
            check.check(
                    switch (parameter.place()) {
                        case PATH -> exchange.path(parameter.name());
                        case QUERY -> exchange.query(parameter.name());
                        case HEADER -> exchange.header(parameter.name());
                    });
        }
    }

    /**
     * Reads and checks a JSON body.
     *
     * @return null when the body isn't of the type {@code application/json}, whose schema is checked here
     * @throws HubException {@code malformed} or {@code schema}
     */
    @Nullable
    JsonText checkBody(String mediaType, byte[] bytes) {
        BodyCheck check = bodies.get(mediaType);
        if (check == null || bytes.length == 0) {
            return null;
        }
        JsonText json = JsonText.parse(bytes, JsonLimits.DEFAULT.withMaxBytes(bytes.length));
        check.check(json);
        return json;
    }
}
