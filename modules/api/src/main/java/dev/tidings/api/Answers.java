package dev.tidings.api;

import dev.tidings.edge.Operation.Response;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** The responses of an operation, put together row by row. Owned by its caller. */
final class Answers {

    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";
    static final String NDJSON = "application/x-ndjson";
    static final String MERGE_PATCH = "application/merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";

    private static final String POSITION = "Tidings-Position";
    private static final Map<String, String> HEADERS = Map.of(
            "ETag",
            "what `If-Match` and `If-None-Match` take",
            "Location",
            "the document's own URL",
            "Cache-Control",
            "`no-cache`: ask again, with `If-None-Match`",
            POSITION,
            "the channel's position that this answer stands for",
            "Tidings-Stale",
            "for how many seconds the log could not be asked",
            "Retry-After",
            "in how many seconds to try again");
    private static final Map<Integer, String> REFUSALS = Map.of(
            400, "the request is malformed",
            403, "not allowed",
            404, "there is no such thing",
            409, "in conflict with what is there",
            412, "the precondition does not hold; `current` is the document as it is",
            413, "larger than the stated limit",
            422, "the body does not fit its schema, or the key was used with another request",
            429, "too many requests, or no room for another idempotency key",
            503, "not applied: the log is away, the store full, or the node going down",
            504, "a write's outcome is unknown: repeat it with the same `Idempotency-Key`");

    private final Map<Integer, Response> responses = new TreeMap<>();

    /** Adds an answer of JSON with these headers. */
    Answers json(int status, String description, JsonObject schema, String... headers) {
        return content(status, description, Map.of(JSON, schema), headers);
    }

    /** Adds an answer of several media types. */
    Answers content(int status, String description, Map<String, JsonObject> content, String... headers) {
        Map<String, String> described = new TreeMap<>();
        for (String header : headers) {
            described.put(header, HEADERS.getOrDefault(header, header));
        }
        responses.put(status, new Response(description, content, described));
        return this;
    }

    /** Adds an answer without a body. */
    Answers empty(int status, String description, String... headers) {
        return content(status, description, Map.of(), headers);
    }

    /** Adds refusals, which are problems. */
    Answers refusals(int... statuses) {
        for (int status : statuses) {
            String[] headers = status == 429 || status == 503 ? new String[] {"Retry-After"} : new String[0];
            content(status, REFUSALS.getOrDefault(status, "refused"), Map.of(PROBLEM, Schemas.problem()), headers);
        }
        return this;
    }

    /** All of them. */
    Map<Integer, Response> responses() {
        return responses;
    }
}
