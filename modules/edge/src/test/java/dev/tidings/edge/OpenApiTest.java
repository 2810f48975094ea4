package dev.tidings.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document says what the listener does: no less, no more. */
class OpenApiTest {

    private static final JsonObject TEXT = new JsonObject().put("type", "string");
    private static final Operation.Parameter ID =
            new Operation.Parameter(Operation.Place.PATH, "id", true, TEXT, "The name.");
    private static final Operation.Response THING = new Operation.Response(
            "The thing.",
            Map.of("application/json", new JsonObject().put("type", "object")),
            Map.of("ETag", "Its version."));
    private static final Operation READ = new Operation(
            "readThing",
            HttpMethod.GET,
            "/api/things/{id}",
            "things",
            "A thing.",
            List.of(ID),
            null,
            Map.of(200, THING),
            false,
            exchange -> exchange.respond(200, JsonText.of("{}")));
    private static final Operation WRITE = new Operation(
            "putThing",
            HttpMethod.PUT,
            "/api/things/{id}",
            "things",
            "A thing, changed.",
            List.of(ID),
            EdgeNode.json(100, new JsonObject().put("type", "object")),
            Map.of(200, THING, 422, THING),
            false,
            exchange -> exchange.respond(200, JsonText.of("{}")));

    private final List<Operation> operations = OpenApi.describing(List.of(READ, WRITE));
    private final JsonObject document = OpenApi.document(operations);

    @Test
    void holdsEveryOperationAndNoOther() {
        Routes routes = new Routes(operations);
        JsonObject paths = document.getJsonObject("paths");
        int described = 0;
        for (String path : paths.fieldNames()) {
            Routes.Match match = routes.find(path.replace("{", "").replace("}", ""));
            assertThat(match).as(path).isNotNull();
            for (String method : paths.getJsonObject(path).fieldNames()) {
                Endpoint endpoint = match.resource().endpoint(HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)));
                assertThat(endpoint).as(method + " " + path).isNotNull();
                assertThat(paths.getJsonObject(path).getJsonObject(method).getString("operationId"))
                        .isEqualTo(endpoint.operation().id());
                described++;
            }
        }
        assertThat(described).isEqualTo(operations.size()).isEqualTo(4);
    }

    @Test
    void isServedByTheListener() {
        try (EdgeNode node = new EdgeNode(ListenerSettings.development(0), Border.development(), READ, WRITE)) {
            RawClient.Answer answer = node.request("GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(new JsonObject(answer.body()).equals(document)).isTrue();
            assertThat(answer.body()).doesNotContain("__absolute");
            assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
            assertThat(node.request("GET /problems/draining HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .body())
                    .startsWith(ErrorCode.DRAINING.title());
            assertThat(node.request("GET /problems/java HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void declaresTheRefusalsOfTheBorderButKeepsAnOperationsOwnWords() {
        JsonObject put = document.getJsonObject("paths")
                .getJsonObject("/api/things/{id}")
                .getJsonObject("put");
        assertThat(put.getJsonObject("responses").fieldNames())
                .contains(
                        "200", "400", "401", "403", "404", "405", "406", "413", "415", "421", "422", "429", "503",
                        "504");
        assertThat(put.getJsonObject("responses").getJsonObject("422").getString("description"))
                .isEqualTo("The thing.");
        JsonObject page = document.getJsonObject("paths")
                .getJsonObject("/problems/{code}")
                .getJsonObject("get");
        assertThat(page.getJsonObject("responses").fieldNames()).contains("404").doesNotContain("401", "403", "413");
    }

    @Test
    void leavesNoReferenceOpen() {
        assertThat(references(document))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                JsonPointer.from(reference.substring(1)).queryJson(document))
                        .as(reference)
                        .isNotNull());
    }

    /** The rules of OpenAPI 3.1 for the parts that the document uses, as a schema. */
    @Test
    void hasTheShapeOfOpenApi() {
        JsonObject words = object("content", each(object("schema", new JsonObject().put("type", "object"))));
        JsonObject headers = each(object("schema", new JsonObject().put("type", "object")));
        JsonObject response = object("description", TEXT);
        response.getJsonObject("properties")
                .put("content", words.getJsonObject("properties").getJsonObject("content"));
        response.getJsonObject("properties").put("headers", headers);
        JsonObject responseOrReference =
                new JsonObject().put("oneOf", new JsonArray().add(response).add(object("$ref", TEXT)));
        JsonObject parameter = object("schema", new JsonObject().put("type", "object"));
        parameter
                .getJsonObject("properties")
                .put(
                        "in",
                        new JsonObject()
                                .put(
                                        "enum",
                                        new JsonArray().add("path").add("query").add("header")))
                .put("required", new JsonObject().put("type", "boolean"));
        parameter.getJsonArray("required").add("in").add("name");
        JsonObject operation = object("responses", each(responseOrReference).put("minProperties", 1));
        operation
                .getJsonObject("properties")
                .put("parameters", new JsonObject().put("type", "array").put("items", parameter))
                .put("requestBody", words);
        operation.getJsonArray("required").add("operationId");
        JsonObject schema = object("openapi", new JsonObject().put("pattern", "^3\\.1\\.\\d+$"));
        schema.getJsonObject("properties")
                .put("info", object("title", TEXT))
                .put("paths", each(each(operation)).put("propertyNames", new JsonObject().put("pattern", "^/")));
        schema.getJsonArray("required").add("info").add("paths").add("components");

        new BodyCheck(schema).check(JsonText.trusted(document.toBuffer().getBytes()));
        JsonObject broken = document.copy();
        broken.getJsonObject("paths")
                .getJsonObject("/api/things/{id}")
                .getJsonObject("put")
                .remove("responses");
        assertThatThrownBy(() -> new BodyCheck(schema)
                        .check(JsonText.trusted(broken.toBuffer().getBytes())))
                .isInstanceOf(HubException.class);
    }

    private static JsonObject object(String required, JsonObject property) {
        return new JsonObject()
                .put("type", "object")
                .put("required", new JsonArray().add(required))
                .put("properties", new JsonObject().put(required, property));
    }

    private static JsonObject each(JsonObject value) {
        return new JsonObject().put("type", "object").put("additionalProperties", value);
    }

    private static List<String> references(Object value) {
        if (value instanceof JsonArray array) {
            return array.stream().flatMap(item -> references(item).stream()).toList();
        }
        if (value instanceof JsonObject object) {
            return object.stream()
                    .flatMap(field -> field.getKey().equals("$ref")
                            ? Stream.of((String) field.getValue())
                            : references(field.getValue()).stream())
                    .toList();
        }
        return List.of();
    }
}
