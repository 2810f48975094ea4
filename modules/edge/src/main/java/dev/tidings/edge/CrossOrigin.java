package dev.tidings.edge;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** The headers by which a browser lets a page of another origin see an answer (contract §11); on refusals too. */
final class CrossOrigin {

    private static final CharSequence ALLOWED_HEADERS =
            HttpHeaders.createOptimized("Authorization, Content-Type, Last-Event-ID, If-Match, If-None-Match,"
                    + " Idempotency-Key, Prefer, traceparent");
    private static final CharSequence EXPOSED_HEADERS =
            HttpHeaders.createOptimized("ETag, Location, Retry-After, Tidings-Position, Tidings-Stale");
    private static final CharSequence VARY = HttpHeaders.createOptimized("Origin");
    private static final CharSequence PREFLIGHT_VARY =
            HttpHeaders.createOptimized("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    private static final CharSequence MAX_AGE = HttpHeaders.createOptimized("600");
    private static final CharSequence TRUE = HttpHeaders.createOptimized("true");
    private static final CharSequence ANY = HttpHeaders.createOptimized("*");

    private CrossOrigin() {}

    /** For an operation that is open to all: anyone's page, without credentials, and the same answer for all. */
    static void open(HttpServerResponse response) {
        response.headers().remove(HttpHeaders.VARY);
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
        response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
    }

    /** For every other answer; {@code origin} passed the gate, null when there was none or it was refused. */
    static void answer(HttpServerResponse response, @Nullable String origin) {
        response.putHeader(HttpHeaders.VARY, VARY);
        if (origin != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
            response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
        }
    }

    /** Whether a browser asks whether it may ask. */
    static boolean isPreflight(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Adds what a preflight is answered with, besides {@link #answer} or {@link #open}. */
    static void preflight(HttpServerResponse response, String methods) {
        response.putHeader(HttpHeaders.VARY, PREFLIGHT_VARY);
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
        response.putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    }
}
