package dev.tidings.server.config;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.model.HubException.FieldError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaException;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The JSON Schema (2020-12) of a collection's documents. Thread-safe because a validation keeps its state to itself. */
final class DocumentSchema implements Function<ObjectNode, List<FieldError>> {

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/";

    private static final List<String> META_SCHEMAS = List.of(
            "schema",
            "meta/core",
            "meta/applicator",
            "meta/validation",
            "meta/meta-data",
            "meta/format-annotation",
            "meta/content",
            "meta/unevaluated");

    /** Keywords whose complaint only repeats that of a schema inside them. */
    private static final Set<String> POINTING_KEYWORDS = Set.of(
            "properties", "patternProperties", "items", "prefixItems", "allOf", "$ref", "$dynamicRef", "$recursiveRef");

    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("app://tidings/")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final Validator validator;

    /** @throws IllegalArgumentException when it is not a schema; the message says where and why */
    DocumentSchema(Map<String, Object> schema) {
        JsonObject json = new JsonObject(JSON.convertValue(schema, MAP));
        OutputUnit verdict = metaSchema().validate(json);
        if (!Boolean.TRUE.equals(verdict.getValid())) {
            FieldError first = errors(verdict).get(0);
            throw new IllegalArgumentException("at " + first.pointer() + ": " + first.detail());
        }
        try {
            validator = Validator.create(JsonSchema.of(json), OPTIONS);
            validator.validate(new JsonObject());
        } catch (SchemaException | UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("not a schema"));
        }
    }

    /** What is wrong with a document's user fields; empty = nothing. From any thread. */
    @Override
    public List<FieldError> apply(ObjectNode document) {
        OutputUnit verdict = validator.validate(new JsonObject(JSON.convertValue(document, MAP)));
        return Boolean.TRUE.equals(verdict.getValid()) ? List.of() : errors(verdict);
    }

    private static Validator metaSchema() {
        SchemaRepository repository = SchemaRepository.create(OPTIONS);
        for (String name : META_SCHEMAS) {
            repository.dereference(DRAFT + name, JsonSchema.of(resource("json-schema.org/draft/2020-12/" + name)));
        }
        return repository.validator(DRAFT + "schema");
    }

    private static JsonObject resource(String name) {
        try (InputStream in = JsonSchema.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return Buffer.buffer(in.readAllBytes()).toJsonObject();
        } catch (IOException e) {
            throw new IllegalStateException("can't be read in the jar: " + name, e);
        }
    }

    /** The innermost complaints, one for each place, at most 20. */
    private static List<FieldError> errors(OutputUnit verdict) {
        List<OutputUnit> units = verdict.getErrors() == null ? List.of() : verdict.getErrors();
        List<FieldError> errors = units.stream()
                .filter(unit -> !onlyPointsInside(unit.getKeywordLocation()))
                .map(unit -> new FieldError(pointer(unit.getInstanceLocation()), String.valueOf(unit.getError())))
                .distinct()
                .limit(20)
                .toList();
        return errors.isEmpty() ? List.of(new FieldError("", "it does not fit the schema")) : errors;
    }

    /** Whether another complaint says more exactly what this one says. */
    private static boolean onlyPointsInside(@Nullable String keywordLocation) {
        return keywordLocation != null
                && POINTING_KEYWORDS.contains(keywordLocation.substring(keywordLocation.lastIndexOf('/') + 1));
    }

    private static String pointer(@Nullable String location) {
        return location == null ? "" : location.startsWith("#") ? location.substring(1) : location;
    }

    /** Plain YAML data as JSON would have it. */
    static ObjectNode objectNode(Map<String, Object> fields) {
        return JSON.valueToTree(fields);
    }

    /** Whether JSON could hold it: text, numbers, booleans, null, lists and mappings. */
    static boolean isJson(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().allMatch(DocumentSchema::isJson);
        }
        if (value instanceof List<?> list) {
            return list.stream().allMatch(DocumentSchema::isJson);
        }
        return !(value instanceof Double number) || !(number.isNaN() || number.isInfinite());
    }
}
