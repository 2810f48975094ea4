package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The OpenAPI 3.1 document of a listener, made from the same table of operations as its routes and validators. Besides what
 * an operation says of itself it declares what the border may answer in its stead.
 */
final class OpenApi {

    private static final String PATH = "/api/openapi.json";
    private static final String JSON = "application/json";
    private static final String TAG = "description";

    /** What the border refuses whatever the operation. */
    private static final List<Integer> ALWAYS = List.of(400, 405, 406, 414, 421, 429, 431, 500, 503);

    private static final List<Integer> UNLESS_OPEN = List.of(401, 403);
    private static final List<Integer> WITH_A_BODY = List.of(413, 415, 422);

    private OpenApi() {}

    /**
     * The operations that a listener adds to those of its bridges: its document, which holds them too, and the page that
     * each problem's {@code type} leads to.
     */
    static List<Operation> describing(List<Operation> operations) {
        List<Operation> all = new ArrayList<>(operations);
        all.add(problemPage());
        byte[][] text = new byte[1][];
        Operation document = operation(
                "readOpenApi",
                PATH,
                "This document.",
                List.of(),
                Map.of(200, response("The OpenAPI document.", JSON, new JsonObject().put("type", "object"))),
                exchange -> exchange.respond(200, JSON, text[0]));
        all.add(document);
        text[0] = document(all).toBuffer().getBytes();
        return all;
    }

    /** The document. */
    static JsonObject document(List<Operation> operations) {
        JsonObject paths = new JsonObject();
        for (Operation operation : operations) {
            JsonObject path = paths.getJsonObject(operation.path(), new JsonObject());
            path.put(operation.method().name().toLowerCase(Locale.ROOT), described(operation));
            paths.put(operation.path(), path);
        }
        JsonArray tags = new JsonArray();
        operations.stream().map(Operation::tag).distinct().forEach(tag -> tags.add(new JsonObject().put("name", tag)));
        return new JsonObject()
                .put("openapi", "3.1.0")
                .put("jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema")
                .put("info", new JsonObject().put("title", "Tidings").put("version", "1"))
                .put("tags", tags)
                .put("paths", paths)
                .put("components", components());
    }

    private static JsonObject described(Operation operation) {
        JsonObject described = new JsonObject()
                .put("operationId", operation.id())
                .put("summary", operation.summary())
                .put("tags", new JsonArray().add(operation.tag()));
        if (!operation.parameters().isEmpty()) {
            JsonArray parameters = new JsonArray();
            operation.parameters().forEach(parameter -> parameters.add(described(parameter)));
            described.put("parameters", parameters);
        }
        Operation.Body body = operation.body();
        if (body != null) {
            described.put(
                    "requestBody",
                    new JsonObject().put("required", body.required()).put("content", content(body.content())));
        }
        described.put("responses", responses(operation));
        // in development mode nobody needs a credential: the empty requirement
        JsonArray security = operation.open()
                ? new JsonArray()
                : new JsonArray()
                        .add(new JsonObject().put("bearer", new JsonArray()))
                        .add(new JsonObject().put("session", new JsonArray()))
                        .add(new JsonObject());
        return described.put("security", security);
    }

    private static JsonObject described(Operation.Parameter parameter) {
        return new JsonObject()
                .put("in", parameter.place().word())
                .put("name", parameter.name())
                .put("required", parameter.required() || parameter.place() == Operation.Place.PATH)
                .put("description", parameter.description())
                .put("schema", parameter.schema());
    }

    private static JsonObject responses(Operation operation) {
        JsonObject responses = new JsonObject();
        new TreeMap<>(operation.responses())
                .forEach((status, response) -> responses.put(status.toString(), described(response)));
        for (int status : refusals(operation)) {
            if (!responses.containsKey(Integer.toString(status))) {
                responses.put(
                        Integer.toString(status),
                        new JsonObject().put("$ref", "#/components/responses/" + name(status)));
            }
        }
        return responses;
    }

    private static Set<Integer> refusals(Operation operation) {
        Set<Integer> refusals = new TreeSet<>(ALWAYS);
        if (!operation.open()) {
            refusals.addAll(UNLESS_OPEN);
        }
        if (operation.path().contains("{")) {
            refusals.add(404);
        }
        if (operation.body() != null) {
            refusals.addAll(WITH_A_BODY);
        }
        if (Gate.isUnsafe(operation.method())) {
            refusals.add(504);
        }
        return refusals;
    }

    private static JsonObject described(Operation.Response response) {
        JsonObject described = new JsonObject().put("description", response.description());
        if (!response.content().isEmpty()) {
            described.put("content", content(response.content()));
        }
        if (!response.headers().isEmpty()) {
            JsonObject headers = new JsonObject();
            response.headers().forEach((name, description) -> headers.put(name, header(description)));
            described.put("headers", headers);
        }
        return described;
    }

    private static JsonObject header(String description) {
        return new JsonObject().put("description", description).put("schema", new JsonObject().put("type", "string"));
    }

    private static JsonObject content(Map<String, JsonObject> schemas) {
        JsonObject content = new JsonObject();
        new TreeMap<>(schemas).forEach((type, schema) -> content.put(type, new JsonObject().put("schema", schema)));
        return content;
    }

    private static JsonObject components() {
        JsonObject responses = new JsonObject();
        for (ErrorCode code : ErrorCode.values()) {
            responses.put(name(code.status()), problem(code.status()));
        }
        JsonObject bearer =
                new JsonObject().put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
        JsonObject session =
                new JsonObject().put("type", "apiKey").put("in", "cookie").put("name", "tidings_session");
        return new JsonObject()
                .put("responses", responses)
                .put("schemas", new JsonObject().put("Problem", problemSchema()))
                .put("securitySchemes", new JsonObject().put("bearer", bearer).put("session", session));
    }

    private static JsonObject problem(int status) {
        String titles = Arrays.stream(ErrorCode.values())
                .filter(code -> code.status() == status)
                .map(code -> "`" + code.code() + "`: " + code.title())
                .collect(Collectors.joining(" "));
        JsonObject schema = new JsonObject().put("$ref", "#/components/schemas/Problem");
        JsonObject described = new JsonObject()
                .put("description", titles)
                .put("content", new JsonObject().put(Problem.MEDIA_TYPE, new JsonObject().put("schema", schema)));
        if (status == 429 || status == 503) {
            described.put("headers", new JsonObject().put("Retry-After", header("In how many seconds to try again.")));
        }
        return described;
    }

    private static JsonObject problemSchema() {
        JsonObject text = new JsonObject().put("type", "string");
        JsonObject error = new JsonObject()
                .put("type", "object")
                .put("required", new JsonArray().add("pointer").add("detail"))
                .put("properties", new JsonObject().put("pointer", text).put("detail", text));
        return new JsonObject()
                .put("type", "object")
                .put(
                        "required",
                        new JsonArray().add("type").add("title").add("status").add("code"))
                .put(
                        "properties",
                        new JsonObject()
                                .put("type", text)
                                .put("title", text)
                                .put("status", new JsonObject().put("type", "integer"))
                                .put("code", text)
                                .put("detail", text)
                                .put(
                                        "errors",
                                        new JsonObject().put("type", "array").put("items", error))
                                .put("retryAfterMs", new JsonObject().put("type", "integer"))
                                .put("current", new JsonObject().put("type", "object")));
    }

    private static String name(int status) {
        return "Refused" + status;
    }

    private static Operation problemPage() {
        Operation.Parameter code = new Operation.Parameter(
                Operation.Place.PATH,
                "code",
                true,
                new JsonObject().put("type", "string").put("maxLength", 64),
                "A problem's code.");
        return operation(
                "readProblem",
                Problem.TYPE_PATH + "{code}",
                "What a problem's type means, for people.",
                List.of(code),
                Map.of(200, response("A sentence.", "text/plain", new JsonObject().put("type", "string"))),
                OpenApi::explain);
    }

    private static void explain(Exchange exchange) {
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(known -> known.code().equals(exchange.path("code")))
                .findFirst()
                .orElseThrow(Problem::unknown);
        String text = code.title() + "\n\nHTTP status " + code.status() + ", code " + code.code() + ".\n";
        exchange.respond(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private static Operation operation(
            String id,
            String path,
            String summary,
            List<Operation.Parameter> parameters,
            Map<Integer, Operation.Response> responses,
            Operation.Handler handler) {
        return new Operation(id, HttpMethod.GET, path, TAG, summary, parameters, null, responses, true, handler);
    }

    private static Operation.Response response(String description, String type, JsonObject schema) {
        return new Operation.Response(description, Map.of(type, schema), Map.of());
    }
}
