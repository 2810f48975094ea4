package dev.tidings.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts validated JSON into its parts without decoding them, so that a publication's data keeps the bytes that were sent.
 * Owned by its caller, for one pass over one text; relies on what {@link JsonText} promises: valid, no white space.
 */
public final class JsonParts {

    private final byte[] text;
    private int at = 1;

    private JsonParts(byte[] text) {
        this.text = text;
    }

    /**
     * The members of an object by name, in their order.
     *
     * @throws HubException {@code schema} when it is not an object
     */
    public static Map<String, JsonText> members(JsonText object) {
        if (!object.isObject()) {
            throw new HubException(ErrorCode.SCHEMA, "not a JSON object");
        }
        return new JsonParts(object.sharedBytes()).members();
    }

    /**
     * The elements of an array, in their order.
     *
     * @param max how many at the most
     * @throws HubException {@code schema} when it is not an array, {@code too-large} when it has more
     */
    public static List<JsonText> elements(JsonText array, int max) {
        byte[] text = array.sharedBytes();
        if (text[0] != '[') {
            throw new HubException(ErrorCode.SCHEMA, "not a JSON array");
        }
        return new JsonParts(text).elements(max);
    }

    /**
     * The text of a JSON string.
     *
     * @throws HubException {@code schema} when it is not a string
     */
    public static String string(JsonText value) {
        byte[] text = value.sharedBytes();
        if (text[0] != '"') {
            throw new HubException(ErrorCode.SCHEMA, "not a JSON string");
        }
        return unquoted(text, 0, text.length);
    }

    private Map<String, JsonText> members() {
        Map<String, JsonText> members = new LinkedHashMap<>();
        while (text[at] != '}') {
            int start = at;
            skipValue();
            String name = unquoted(text, start, at);
            at++;
            members.put(name, value());
            skipComma();
        }
        return members;
    }

    private List<JsonText> elements(int max) {
        List<JsonText> elements = new ArrayList<>();
        while (text[at] != ']') {
            if (elements.size() == max) {
                throw new HubException(ErrorCode.TOO_LARGE, "more than " + max + " elements");
            }
            elements.add(value());
            skipComma();
        }
        return elements;
    }

    private JsonText value() {
        int start = at;
        skipValue();
        return JsonText.trusted(Arrays.copyOfRange(text, start, at));
    }

    private void skipComma() {
        if (text[at] == ',') {
            at++;
        }
    }

    /** Moves behind the value that begins here. */
    private void skipValue() {
        int depth = 0;
        do {
            byte b = text[at++];
            if (b == '"') {
                skipString();
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            } else if (depth == 0) {
                skipLiteral();
            }
        } while (depth > 0);
    }

    private void skipString() {
        while (text[at] != '"') {
            at += text[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipLiteral() {
        while (at < text.length && text[at] != ',' && text[at] != '}' && text[at] != ']') {
            at++;
        }
    }

    private static String unquoted(byte[] text, int from, int to) {
        return unescaped(new String(text, from + 1, to - from - 2, StandardCharsets.UTF_8));
    }

    /** What the inside of a JSON string stands for. */
    static String unescaped(String quoted) {
        if (quoted.indexOf('\\') < 0) {
            return quoted;
        }
        StringBuilder plain = new StringBuilder(quoted.length());
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escape = quoted.charAt(++i);
            if (escape == 'u') {
                plain.append((char) Integer.parseInt(quoted, i + 1, i + 5, 16));
                i += 4;
            } else {
                plain.append(meaning(escape));
            }
        }
        return plain.toString();
    }

    private static char meaning(char escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }
}
