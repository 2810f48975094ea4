package dev.tidings.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Makes values up from JSON Schemas: good ones, ones at a bound, and bad ones. Owned by its test; the same seed gives the
 * same values.
 */
final class SchemaValues {

    private static final List<String> WORDS = List.of(
            "tasks",
            "pets",
            "chat:1",
            "milk",
            "bread",
            "a",
            "message",
            "task-created",
            "error",
            "tidings",
            "stream",
            "k3f9k3f9k3f9-1",
            "aaaaaaaaaaaa",
            "2026-01-01T00:00:00.000Z",
            "/title",
            "/id",
            "/a/0",
            "",
            "add",
            "remove",
            "test",
            "head",
            "earliest",
            "\"1\"",
            "W/\"1\", \"2\"",
            "*",
            "wait=1",
            "wait=\"x\"",
            "7f3a");

    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "..",
            "a/b",
            "a b",
            "%",
            "%00",
            "\u0001",
            "é",
            "😀",
            "\u202e",
            "'; --",
            "<x>",
            "-1",
            "0",
            "01",
            "1e3",
            "1.5",
            "null",
            "true",
            "{}",
            "9223372036854775808",
            "a".repeat(129),
            "a".repeat(256),
            "x".repeat(3_000),
            "__proto__");

    private static final List<String> NAMES = List.of(
            "id",
            "title",
            "done",
            "n",
            "version",
            "createdAt",
            "updatedBy",
            "channel",
            "event",
            "data",
            "key",
            "op",
            "path",
            "from",
            "value",
            "x");

    private final Random random;

    SchemaValues(Random random) {
        this.random = random;
    }

    /** A parameter's value as text: mostly one that fits, at times one at or beyond a bound, at times nonsense. */
    String text(JsonObject schema) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return pick(HOSTILE);
        }
        if (kind <= 2) {
            return bound(schema);
        }
        Object value = value(schema, 2);
        return String.valueOf(value);
    }

    /** A value that fits the schema as far as its types go. */
    Object value(JsonObject schema, int depth) {
        if (schema.containsKey("const")) {
            return schema.getValue("const");
        }
        if (schema.containsKey("enum")) {
            return schema.getJsonArray("enum")
                    .getValue(random.nextInt(schema.getJsonArray("enum").size()));
        }
        String type = type(schema);
        return switch (type) {
            case "string" -> string(schema);
            case "integer" -> integer(schema);
            case "number" -> random.nextDouble();
            case "boolean" -> random.nextBoolean();
            case "array" -> array(schema, depth);
            case "object" -> object(schema, depth);
            case "null" -> null;
            default -> anything(depth);
        };
    }

    private static String type(JsonObject schema) {
        Object type = schema.getValue("type");
        if (type instanceof JsonArray types) {
            return types.getString(0);
        }
        return type == null ? "" : type.toString();
    }

    private String string(JsonObject schema) {
        String pattern = schema.getString("pattern", "");
        Pattern compiled = Pattern.compile(pattern);
        for (int i = 0; i < 50; i++) {
            String word = pick(WORDS);
            if (compiled.matcher(word).find() && word.length() >= schema.getInteger("minLength", 0)) {
                return word;
            }
        }
        return "x";
    }

    private long integer(JsonObject schema) {
        long minimum = schema.getLong("minimum", -10L);
        long maximum = schema.getLong("maximum", minimum + 100);
        return random.nextBoolean() ? minimum + random.nextInt(2) : Math.min(maximum, minimum + random.nextInt(100));
    }

    private String bound(JsonObject schema) {
        if (schema.containsKey("maximum")) {
            return Long.toString(schema.getLong("maximum") + random.nextInt(2));
        }
        if (schema.containsKey("minimum")) {
            return Long.toString(schema.getLong("minimum") - random.nextInt(2));
        }
        return "a".repeat(schema.getInteger("maxLength", 40) + random.nextInt(2));
    }

    private JsonArray array(JsonObject schema, int depth) {
        JsonArray array = new JsonArray();
        JsonObject items = schema.getJsonObject("items", new JsonObject());
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(depth == 0 ? "x" : value(items, depth - 1));
        }
        return array;
    }

    private JsonObject object(JsonObject schema, int depth) {
        JsonObject object = new JsonObject();
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        JsonArray required = schema.getJsonArray("required", new JsonArray());
        for (String name : properties.fieldNames()) {
            if (required.contains(name) || random.nextInt(3) > 0) {
                object.put(name, value(properties.getJsonObject(name), depth - 1));
            }
        }
        if (properties.isEmpty() && random.nextInt(4) > 0) {
            object.put("title", pick(WORDS));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            object.put(pick(NAMES), anything(depth - 1));
        }
        return object;
    }

    /** Any JSON at all. */
    Object anything(int depth) {
        return switch (random.nextInt(depth <= 0 ? 6 : 8)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt(5);
            case 3 -> random.nextInt() * 1e-3;
            case 4 -> pick(WORDS);
            case 5 -> pick(HOSTILE);
            case 6 -> array(new JsonObject(), depth - 1);
            default -> object(new JsonObject(), depth - 1);
        };
    }

    <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
