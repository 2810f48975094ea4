package dev.tidings.model;

/**
 * Every way in which a request can be refused: the one table from which problem+json, socket errors and the
 * documentation are made (contract §10). Immutable.
 */
public enum ErrorCode {
    MALFORMED("malformed", 400, "The request is malformed."),
    RESERVED_EVENT("reserved-event", 400, "The event name is reserved."),
    ID_MISMATCH("id-mismatch", 400, "The body names another document."),
    UNAUTHENTICATED("unauthenticated", 401, "Not signed in."),
    FORBIDDEN("forbidden", 403, "Not allowed."),
    ORIGIN_REFUSED("origin-refused", 403, "The origin is not allowed."),
    NOT_FOUND("not-found", 404, "There is no such thing."),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method is not allowed here."),
    NOT_ACCEPTABLE("not-acceptable", 406, "No acceptable media type."),
    REQUEST_TIMEOUT("request-timeout", 408, "The request took too long to arrive."),
    EXISTS("exists", 409, "The document exists."),
    VERSION_CONFLICT("version-conflict", 409, "The document has another version."),
    PATCH_TEST_FAILED("patch-test-failed", 409, "A test of the patch failed."),
    COLLECTION_CHANNEL("collection-channel", 409, "The channel belongs to a collection."),
    ALREADY_SUBSCRIBED("already-subscribed", 409, "The session has the channel already."),
    SUBSCRIPTIONS_EXHAUSTED("subscriptions-exhausted", 409, "The session has as many channels as it may."),
    COLLECTION_FULL("collection-full", 409, "The collection is full."),
    STALE_OWNER("stale-owner", 409, "Another owner has taken over."),
    PRECONDITION_FAILED("precondition-failed", 412, "The precondition does not hold."),
    TOO_LARGE("too-large", 413, "Too large."),
    URI_TOO_LONG("uri-too-long", 414, "The request's target is too long."),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The media type is not supported."),
    MISDIRECTED("misdirected", 421, "The host is not served here."),
    SCHEMA("schema", 422, "The body does not fit its schema."),
    KEY_REUSED("idempotency-key-reused", 422, "The idempotency key was used with another request."),
    UPGRADE_REQUIRED("upgrade-required", 426, "An upgrade is required."),
    TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests."),
    HEADERS_TOO_LARGE("headers-too-large", 431, "The request's headers are too large."),
    KEYS_EXHAUSTED("idempotency-keys-exhausted", 429, "No room for another idempotency key."),
    INTERNAL("internal", 500, "Something went wrong in the hub."),
    UNAVAILABLE("unavailable", 503, "The log is not available; nothing was applied."),
    STORAGE_FULL("storage-full", 503, "The store is full; nothing was applied."),
    DRAINING("draining", 503, "The node is going down; nothing was applied."),
    OVERLOADED("overloaded", 503, "The node has too much to do; nothing was applied."),
    OUTCOME_UNKNOWN("outcome-unknown", 504, "The write may or may not have been applied.");

    private final String code;
    private final int status;
    private final String title;

    ErrorCode(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    /** The stable kebab-case word, for programs. */
    public String code() {
        return code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** One sentence for people, the same for every occurrence. */
    public String title() {
        return title;
    }
}
