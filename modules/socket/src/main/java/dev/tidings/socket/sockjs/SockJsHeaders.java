package dev.tidings.socket.sockjs;

import dev.tidings.edge.Exchange;
import dev.tidings.hub.Loop;
import io.vertx.core.http.Cookie;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The headers that SockJS asks for. Immutable. Which origins may ask is the border's to say; only the services of the public
 * suite, which hold nothing, answer every page.
 */
final class SockJsHeaders {

    static final String PLAIN = "text/plain; charset=UTF-8";

    private static final String NOT_CACHED = "no-store, no-cache, must-revalidate, max-age=0";
    private static final long YEAR_SECONDS = 31_536_000;
    private static final int MAX_NAMES_LENGTH = 512;
    private static final String COOKIE = "JSESSIONID";

    private final SockJsSettings settings;
    private final Loop loop;

    SockJsHeaders(SockJsSettings settings, Loop loop) {
        this.settings = settings;
        this.loop = loop;
    }

    /** For an answer that nobody keeps. */
    void answer(Exchange exchange) {
        exchange.set("Cache-Control", NOT_CACHED);
        origin(exchange);
    }

    /** For an answer about a session. */
    void session(Exchange exchange) {
        answer(exchange);
        if (settings.cookie()) {
            Cookie known = exchange.request().getCookie(COOKIE);
            String value = known == null || !isWords(known.getValue()) ? "dummy" : known.getValue();
            exchange.set("Set-Cookie", COOKIE + "=" + value + "; Path=/");
        }
    }

    /** Says which methods there are; that may be kept. */
    void methods(Exchange exchange, String methods) {
        origin(exchange);
        cached(exchange, loop.wallMillis());
        exchange.set("Access-Control-Allow-Methods", methods);
        exchange.set("Access-Control-Max-Age", Long.toString(YEAR_SECONDS));
        exchange.set("Allow", methods);
        exchange.respond(204);
    }

    /** For an answer that may be kept for a year. */
    static void cached(Exchange exchange, long wallMillis) {
        exchange.set("Cache-Control", "public, max-age=" + YEAR_SECONDS);
        Instant expires = Instant.ofEpochMilli(wallMillis).plusSeconds(YEAR_SECONDS);
        exchange.set("Expires", DateTimeFormatter.RFC_1123_DATE_TIME.format(expires.atOffset(ZoneOffset.UTC)));
    }

    private void origin(Exchange exchange) {
        if (settings.conformance()) {
            String origin = exchange.header("Origin");
            exchange.set("Access-Control-Allow-Origin", origin == null || origin.equals("null") ? "*" : origin);
            exchange.set("Access-Control-Allow-Credentials", "true");
        }
        String asked = exchange.header("Access-Control-Request-Headers");
        if (asked != null && isWords(asked)) {
            exchange.set("Access-Control-Allow-Headers", asked);
        }
    }

    /** Whether a text is names alone, which may be given back. */
    private static boolean isWords(String text) {
        if (text.isBlank() || text.length() > MAX_NAMES_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || (!Character.isLetterOrDigit(c) && "-_, .".indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }
}
