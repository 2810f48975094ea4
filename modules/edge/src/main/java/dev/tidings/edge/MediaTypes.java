package dev.tidings.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code Content-Type} and {@code Accept} say (RFC 9110 §8.3, §12.5.1). Pure functions; no regular expressions. */
final class MediaTypes {

    private MediaTypes() {}

    /** The type without its parameters, in lower case; empty when there is none. */
    static String bare(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.trim().toLowerCase(Locale.ROOT);
    }

    /** Whether the text may be read as UTF-8: no charset is named, or that one. */
    static boolean isUtf8(String contentType) {
        String charset = parameter(contentType, "charset");
        return charset == null || charset.equalsIgnoreCase("utf-8") || charset.equalsIgnoreCase("us-ascii");
    }

    /** Whether {@code Accept} lets one of the offered types through; an absent or empty header lets all. */
    static boolean accepts(@Nullable String accept, Set<String> offered) {
        if (accept == null || accept.isBlank() || offered.isEmpty()) {
            return true;
        }
        for (String offer : offered) {
            if (accepts(accept, offer)) {
                return true;
            }
        }
        return false;
    }

    /** The most specific range that fits decides. */
    private static boolean accepts(String accept, String offer) {
        int slash = offer.indexOf('/');
        String anySubtype = offer.substring(0, slash + 1) + "*";
        int best = 0;
        boolean accepted = false;
        for (String range : split(accept, ',')) {
            String type = bare(range);
            int precision = type.equals(offer) ? 3 : type.equals(anySubtype) ? 2 : type.equals("*/*") ? 1 : 0;
            if (precision > best) {
                best = precision;
                accepted = !isZero(parameter(range, "q"));
            }
        }
        return accepted;
    }

    private static boolean isZero(@Nullable String quality) {
        if (quality == null) {
            return false;
        }
        for (int i = 0; i < quality.length(); i++) {
            char c = quality.charAt(i);
            if (c != '0' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String parameter(String value, String name) {
        List<String> parts = split(value, ';');
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).trim().equalsIgnoreCase(name)) {
                String text = part.substring(equals + 1).trim();
                boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
                return quoted ? text.substring(1, text.length() - 1) : text;
            }
        }
        return null;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>(4);
        int begin = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, begin)) {
            parts.add(text.substring(begin, at));
            begin = at + 1;
        }
        parts.add(text.substring(begin));
        return parts;
    }
}
