package dev.tidings.api;

import dev.tidings.api.TestClient.Answer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Holds a server to its own OpenAPI document: sends what the document allows, what it just allows and what it forbids, and
 * looks whether each answer is one that the document declares. Owned by its test; prints nothing, keeps what it found.
 */
final class OpenApiTester {

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
    private static final Map<String, List<String>> USUAL = Map.of(
            "collection", List.of("tasks"),
            "id", List.of("milk", "bread", "a"),
            "channel", List.of("chat:1", "chat:2", "tasks"),
            "code", List.of("malformed"));
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("https://tidings.test/")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);

    private final JsonObject document;
    private final List<Target> targets = new ArrayList<>();
    private final Random random;
    private final SchemaValues values;
    private final Map<String, Validator> validators = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();

    /** A method of a path. */
    private record Target(String method, String path, JsonObject operation) {}

    /** One request made up for a target. */
    record Attempt(Target target, String path, String body, String[] headers) {

        String operationId() {
            return target.operation().getString("operationId");
        }

        String method() {
            return target.method().toUpperCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            String shown = body == null ? "" : body.length() > 300 ? body.substring(0, 300) + "…" : body;
            return method() + ' ' + path + ' ' + List.of(headers) + ' ' + shown;
        }
    }

    OpenApiTester(JsonObject document, Random random) {
        this.document = document;
        this.random = random;
        this.values = new SchemaValues(random);
        for (String path : document.getJsonObject("paths").fieldNames()) {
            JsonObject item = document.getJsonObject("paths").getJsonObject(path);
            for (String method : METHODS) {
                if (item.containsKey(method)) {
                    targets.add(new Target(method, path, item.getJsonObject(method)));
                }
            }
        }
    }

    /** What was wrong; empty when nothing was. */
    List<String> findings() {
        return findings;
    }

    /** How many answers there were, by operation and status. */
    Map<String, Integer> counts() {
        return counts;
    }

    /** The ids of all operations. */
    List<String> operations() {
        return targets.stream()
                .map(target -> target.operation().getString("operationId"))
                .toList();
    }

    /** Makes a request up. */
    Attempt attempt() {
        Target target = values.pick(targets);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        StringBuilder query = new StringBuilder();
        String path = target.path();
        for (Object each : target.operation().getJsonArray("parameters", new JsonArray())) {
            JsonObject parameter = resolved((JsonObject) each);
            String name = parameter.getString("name");
            String value = parameterValue(name, parameter.getJsonObject("schema"));
            String place = parameter.getString("in");
            if (place.equals("path")) {
                path = path.replace("{" + name + "}", encoded(value));
            } else if (random.nextInt(3) == 0 && place.equals("query")) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(encoded(value));
            } else if (random.nextInt(3) == 0 && place.equals("header") && isHeaderValue(value)) {
                headers.put(name, value);
            }
        }
        String body = body(target, headers);
        List<String> flat = new ArrayList<>();
        headers.forEach((name, value) -> flat.addAll(List.of(name, value)));
        return new Attempt(target, path + query, body, flat.toArray(new String[0]));
    }

    /** Looks at an answer. */
    void judge(Attempt attempt, Answer answer) {
        counts.merge(attempt.operationId() + ' ' + answer.status(), 1, Integer::sum);
        if (answer.status() >= 500) {
            found(attempt, answer, "a server's fault");
            return;
        }
        JsonObject declared = attempt.target()
                .operation()
                .getJsonObject("responses")
                .getJsonObject(Integer.toString(answer.status()));
        if (declared == null) {
            found(attempt, answer, "a status that is not declared");
            return;
        }
        judgeBody(attempt, answer, resolved(declared).getJsonObject("content", new JsonObject()));
    }

    private void judgeBody(Attempt attempt, Answer answer, JsonObject content) {
        if (content.isEmpty() || answer.body().isEmpty()) {
            if (content.isEmpty() != answer.body().isEmpty()) {
                found(attempt, answer, "a body where none is declared, or none where one is");
            }
            return;
        }
        String type = String.valueOf(answer.header("Content-Type")).split(";", 2)[0];
        if (!content.containsKey(type)) {
            found(attempt, answer, "a media type that is not declared: " + type);
            return;
        }
        JsonObject schema = content.getJsonObject(type).getJsonObject("schema");
        List<String> texts = type.contains("ndjson") ? answer.body().lines().toList() : List.of(answer.body());
        for (String text : texts) {
            String fault = fault(schema, text, type.contains("json"));
            if (fault != null) {
                found(attempt, answer, "a body that does not fit its schema: " + fault);
            }
        }
    }

    private String fault(JsonObject schema, String text, boolean json) {
        try {
            Validator validator = validators.computeIfAbsent(
                    schema.encode(), key -> Validator.create(JsonSchema.of(inlined(schema)), OPTIONS));
            OutputUnit result = validator.validate(json ? Json.decodeValue(text) : text);
            return Boolean.TRUE.equals(result.getValid()) ? null : String.valueOf(result.getErrors());
        } catch (DecodeException e) {
            return "not JSON";
        }
    }

    private void found(Attempt attempt, Answer answer, String what) {
        findings.add(what + ": " + answer.status() + " to " + attempt + "\n    " + answer.body());
    }

    private String body(Target target, Map<String, String> headers) {
        JsonObject declared = target.operation().getJsonObject("requestBody");
        if (declared == null) {
            return null;
        }
        JsonObject content = resolved(declared).getJsonObject("content");
        String type = values.pick(List.copyOf(content.fieldNames()));
        JsonObject schema = inlined(content.getJsonObject(type).getJsonObject("schema"));
        headers.put("Content-Type", random.nextInt(25) == 0 ? "text/plain" : type);
        if (random.nextInt(30) == 0) {
            return null;
        }
        if (type.contains("ndjson")) {
            return line(schema) + "\n" + line(schema) + "\n\n" + line(schema);
        }
        return line(schema);
    }

    private String line(JsonObject schema) {
        String good = Json.encode(random.nextInt(8) == 0 ? values.anything(3) : values.value(schema, 3));
        return switch (random.nextInt(40)) {
            case 0 -> good.substring(0, random.nextInt(good.length() + 1));
            case 1 -> good + good;
            case 2 -> "[".repeat(100) + "]".repeat(100);
            case 3 -> "{\"a\":1,\"a\":2}";
            case 4 -> "{\"a\":" + "9".repeat(70) + "}";
            case 5 -> "{\"a\":1e999999999}";
            case 6 -> "{\"title\":\"" + "x".repeat(66_000) + "\"}";
            case 7 -> "{\"constructor\":{\"prototype\":{}}}";
            case 8 -> "{\"title\":\"\\ud800\",\"data\":\"\\udfff\"}";
            case 9 -> "\u0000";
            default -> good;
        };
    }

    /** Often one that leads to something that is there: a tester that only ever meets refusals would see little. */
    private String parameterValue(String name, JsonObject schema) {
        if (name.equals("wait")) {
            return values.pick(List.of("0", "0", "0", "0", "1", "61", "-1", "x", "0.5", ""));
        }
        List<String> usual = USUAL.getOrDefault(name, List.of());
        return usual.isEmpty() || random.nextInt(4) == 0 ? values.text(schema) : values.pick(usual);
    }

    private static String encoded(String value) {
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
        return encoded.isEmpty() ? "%20" : encoded;
    }

    private static boolean isHeaderValue(String value) {
        return value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
                && value.trim().equals(value);
    }

    private JsonObject resolved(JsonObject object) {
        String reference = object.getString("$ref");
        if (reference == null) {
            return object;
        }
        JsonObject at = document;
        for (String step : reference.substring(2).split("/", -1)) {
            at = at.getJsonObject(step);
        }
        return resolved(at);
    }

    private JsonObject inlined(JsonObject schema) {
        JsonObject whole = new JsonObject();
        resolved(schema).forEach(member -> whole.put(member.getKey(), inlinedValue(member.getValue())));
        return whole;
    }

    private Object inlinedValue(Object value) {
        if (value instanceof JsonObject object) {
            return inlined(object);
        }
        if (value instanceof JsonArray array) {
            JsonArray copy = new JsonArray();
            array.forEach(each -> copy.add(inlinedValue(each)));
            return copy;
        }
        return value;
    }
}
