package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether the text of a parameter fits its schema. Immutable. A pattern comes from the table of operations, never from a
 * request, and is tried only on values of at most {@code maxLength} characters.
 */
final class ParameterCheck {

    /** For strings whose schema names no longest length. */
    private static final int MAX_LENGTH = 8 * 1024;

    private static final Set<String> BOOLEANS = Set.of("1", "true", "0", "false");

    private final Operation.Parameter parameter;
    private final String type;
    private final @Nullable Pattern pattern;
    private final @Nullable JsonArray allowed;

    ParameterCheck(Operation.Parameter parameter) {
        this.parameter = parameter;
        JsonObject schema = parameter.schema();
        this.type = schema.getString("type", "string");
        String expression = schema.getString("pattern");
        this.pattern = expression == null ? null : Pattern.compile(expression);
        this.allowed = schema.getJsonArray("enum");
    }

    Operation.Parameter parameter() {
        return parameter;
    }

    /** @throws HubException {@code malformed}, naming the parameter */
    void check(@Nullable String value) {
        if (value == null) {
            if (parameter.required()) {
                throw malformed("is missing");
            }
            return;
        }
        switch (type) {
            case "integer" -> checkInteger(value);
            case "boolean" -> {
                if (!BOOLEANS.contains(value)) {
                    throw malformed("is not one of 1, true, 0, false");
                }
            }
            default -> checkText(value);
        }
    }

    private void checkInteger(String value) {
        long number = 0;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw malformed("is not an integer");
        }
        Long least = parameter.schema().getLong("minimum");
        Long most = parameter.schema().getLong("maximum");
        if (least != null && number < least) {
            throw malformed("is less than " + least);
        }
        if (most != null && number > most) {
            throw malformed("is more than " + most);
        }
    }

    private void checkText(String value) {
        int length = value.codePointCount(0, value.length());
        int most = parameter.schema().getInteger("maxLength", MAX_LENGTH);
        if (length > most) {
            throw malformed("has more than " + most + " characters");
        }
        if (length < parameter.schema().getInteger("minLength", 0)) {
            throw malformed("is too short");
        }
        if (pattern != null && !pattern.matcher(value).find()) {
            throw malformed("does not match " + pattern.pattern());
        }
        if (allowed != null && !allowed.contains(value)) {
            throw malformed("is not one of " + allowed);
        }
    }

    private HubException malformed(String fault) {
        return new HubException(
                ErrorCode.MALFORMED,
                "The " + parameter.place().word() + " parameter " + parameter.name() + " " + fault + ".");
    }
}
