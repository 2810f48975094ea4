package dev.tidings.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The grammar of the contract's names: events, document ids, keys. Immutable; pure functions. */
public final class Names {

    /** The longest event name or document id, in characters. */
    public static final int MAX_LENGTH = 128;

    /** The longest key of a publication, in characters. */
    public static final int MAX_KEY_LENGTH = 255;

    /** The event of a publication that names none. */
    public static final String DEFAULT_EVENT = "message";

    private static final Set<String> RESERVED_EVENTS = Set.of(
            "open",
            "error",
            "close",
            "connect",
            "connect_error",
            "disconnect",
            "disconnecting",
            "newListener",
            "removeListener",
            "connected",
            "reset",
            "snapshot",
            "subscribed",
            "unsubscribed",
            "token-expiring");

    private static final Set<String> RESERVED_COLLECTIONS = Set.of(
            "events",
            "channels",
            "publications",
            "connections",
            "session",
            "status",
            "tickets",
            "stream",
            "openapi.json",
            "health",
            "admin");

    private Names() {}

    /** Whether {@code text} is an event name: {@code [A-Za-z0-9_.:-]{1,128}}. Reserved names pass here. */
    public static boolean isEventName(@Nullable String text) {
        return isName(text);
    }

    /** Whether {@code text} is a document id: {@code [A-Za-z0-9_.:-]{1,128}} and not {@code stream}. */
    public static boolean isDocumentId(@Nullable String text) {
        return isName(text) && !"stream".equals(text);
    }

    /** Whether {@code text} may be a publication's key: 1 to 255 characters without control characters. */
    public static boolean isKey(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_KEY_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) || Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the hub or a client library gives this event a meaning of its own, so that nobody may publish it. */
    public static boolean isReservedEvent(String event) {
        return RESERVED_EVENTS.contains(event) || event.startsWith("tidings");
    }

    /** Whether a collection may not bear this name, since it is a path of the API. */
    public static boolean isReservedCollection(String name) {
        return RESERVED_COLLECTIONS.contains(name);
    }

    /** At most 60 characters of {@code text} without control characters, fit for an error's detail. */
    public static String excerpt(@Nullable String text) {
        if (text == null) {
            return "(none)";
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < 60; i++) {
            char c = text.charAt(i);
            shown.append(c < 0x20 || c > 0x7e ? '?' : c);
        }
        return text.length() > 60 ? shown + "…" : shown.toString();
    }

    static boolean consistsOfNameCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isWordCharacter(c) && c != '.' && c != ':' && c != '-') {
                return false;
            }
        }
        return true;
    }

    static boolean isWordCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static boolean isName(@Nullable String text) {
        return text != null && !text.isEmpty() && text.length() <= MAX_LENGTH && consistsOfNameCharacters(text);
    }
}
