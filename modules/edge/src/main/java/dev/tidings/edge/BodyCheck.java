package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.HubException.FieldError;
import dev.tidings.model.JsonText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.List;

/** Whether a JSON body fits its schema (JSON Schema 2020-12). Immutable. */
public final class BodyCheck {

    /** How many faults an answer names at the most. */
    private static final int MAX_ERRORS = 20;

    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri("https://tidings.dev/schemas/")
            .setOutputFormat(OutputFormat.Basic);

    private final Validator validator;

    /** @throws RuntimeException when the schema is none */
    public BodyCheck(JsonObject schema) {
        // a copy: the validator writes into its schema, which the document and the other loops read
        this.validator = Validator.create(JsonSchema.of(schema.copy()), OPTIONS);
    }

    /** @throws HubException {@code schema}, naming the fields at fault */
    public void check(JsonText body) {
        OutputUnit result = validator.validate(Json.decodeValue(Buffer.buffer(body.sharedBytes())));
        if (Boolean.TRUE.equals(result.getValid())) {
            return;
        }
        throw new HubException(ErrorCode.SCHEMA, "The body does not fit its schema.").withErrors(errors(result));
    }

    private static List<FieldError> errors(OutputUnit result) {
        List<FieldError> errors = new ArrayList<>();
        List<OutputUnit> units = result.getErrors() == null ? List.of() : result.getErrors();
        for (OutputUnit unit : units) {
            if (errors.size() < MAX_ERRORS && !isSummary(unit, units)) {
                errors.add(new FieldError(pointer(unit.getInstanceLocation()), fault(unit)));
            }
        }
        return errors;
    }

    /** What is wrong; the validator's words, but where it says "at least" of a most (Vert.x 5.0.10). */
    private static String fault(OutputUnit unit) {
        String words = unit.getError();
        return unit.getKeywordLocation().endsWith("/maxProperties") ? words.replace("at least", "at most") : words;
    }

    /** Whether others say in detail what this one only sums up: those of a keyword below its own. */
    private static boolean isSummary(OutputUnit unit, List<OutputUnit> units) {
        String keyword = unit.getKeywordLocation() + "/";
        for (OutputUnit other : units) {
            if (other.getKeywordLocation().startsWith(keyword)) {
                return true;
            }
        }
        return false;
    }

    private static String pointer(String location) {
        return location.startsWith("#") ? location.substring(1) : location;
    }
}
