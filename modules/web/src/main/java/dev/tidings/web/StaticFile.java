package dev.tidings.web;

import dev.tidings.edge.Exchange;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A file that is served as it is. Immutable; {@code bytes} are not to be written to. */
record StaticFile(String mediaType, byte[] bytes, String tag) {

    /** The bytes of the hash that tell versions apart. */
    private static final int TAG_BYTES = 12;

    static StaticFile of(String name, byte[] bytes) {
        return new StaticFile(mediaType(name), bytes, tag(bytes));
    }

    /**
     * Answers with it, or with 304 when the client has it. It is asked for anew each time, which costs a round trip and lets
     * an update of the hub be an update of its pages.
     */
    void answer(Exchange exchange) {
        exchange.set("ETag", tag);
        exchange.set("Cache-Control", "no-cache");
        exchange.set("Cross-Origin-Resource-Policy", "same-origin");
        if (names(exchange.header("If-None-Match"))) {
            exchange.respond(304);
        } else {
            exchange.respond(200, mediaType, bytes);
        }
    }

    /** Whether a list of entity tags names this version, weakly compared (RFC 9110 §13.1.2). */
    private boolean names(@Nullable String tags) {
        return tags != null
                && Arrays.stream(tags.split(",", -1))
                        .map(String::trim)
                        .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
    }

    private static String mediaType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("no media type is known for " + name);
        };
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
