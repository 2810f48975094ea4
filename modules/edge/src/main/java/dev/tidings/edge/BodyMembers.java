package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the members of a request's JSON object; one that is absent and one that is {@code null} are the same. Pure functions. */
public final class BodyMembers {

    private BodyMembers() {}

    /**
     * A member that is a string; null when it is absent.
     *
     * @throws HubException {@code schema} naming it when it is something else
     */
    public static @Nullable String text(Map<String, JsonText> members, String name) {
        JsonText value = value(members, name);
        if (value == null) {
            return null;
        }
        if (value.sharedBytes()[0] != '"') {
            throw wrong(name, "a string");
        }
        return JsonParts.string(value);
    }

    /**
     * A member that is a string and must be there.
     *
     * @throws HubException {@code schema} naming it
     */
    public static String requiredText(Map<String, JsonText> members, String name) {
        String text = text(members, name);
        if (text == null) {
            throw wrong(name, "a string that must be there");
        }
        return text;
    }

    /**
     * A member that is a whole number from 1 on; 0 when it is absent.
     *
     * @throws HubException {@code schema} naming it when it is something else
     */
    public static long number(Map<String, JsonText> members, String name) {
        JsonText value = value(members, name);
        if (value == null) {
            return 0;
        }
        String digits = value.toString();
        boolean whole = digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!whole || Long.parseLong(digits) < 1) {
            throw wrong(name, "a whole number, 1 or more");
        }
        return Long.parseLong(digits);
    }

    /** Any member; null when it is absent. */
    public static @Nullable JsonText value(Map<String, JsonText> members, String name) {
        JsonText value = members.get(name);
        return value == null || value.equals(JsonText.NULL) ? null : value;
    }

    private static HubException wrong(String name, String expected) {
        return new HubException(ErrorCode.SCHEMA, "`" + name + "` is " + expected)
                .withErrors(List.of(new HubException.FieldError("/" + name, "not " + expected)));
    }
}
