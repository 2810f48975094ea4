package dev.tidings.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refused request: a code of the one table, and what to say about this occurrence. Immutable, without a stack trace,
 * since it is an answer and not a fault of the program.
 */
public final class HubException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient @Nullable JsonText current;
    private final transient List<FieldError> errors;
    private final long retryAfterMillis;

    /**
     * One field of a body that does not fit its schema.
     *
     * @param pointer JSON Pointer (RFC 6901) to the value
     * @param detail what is wrong with it
     */
    public record FieldError(String pointer, String detail) {}

    /** A refusal of this kind with its details in words; {@code detail} must hold no secret and no class name. */
    public HubException(ErrorCode code, String detail) {
        this(code, detail, null, List.of(), 0);
    }

    private HubException(
            ErrorCode code, String detail, @Nullable JsonText current, List<FieldError> errors, long retryAfterMillis) {
        super(detail, null, false, false);
        this.code = code;
        this.current = current;
        this.errors = errors;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** The same, with the document as it is now. */
    public HubException withCurrent(@Nullable JsonText document) {
        return new HubException(code, detail(), document, errors, retryAfterMillis);
    }

    /** The same, naming the fields at fault. */
    public HubException withErrors(List<FieldError> fields) {
        return new HubException(code, detail(), current, List.copyOf(fields), retryAfterMillis);
    }

    /** The same, telling when to try again; in milliseconds from now. */
    public HubException withRetryAfterMillis(long millis) {
        return new HubException(code, detail(), current, errors, millis);
    }

    /** The entry of the table. */
    public ErrorCode code() {
        return code;
    }

    /** What happened this time, in words. */
    public String detail() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /** The document as it is, for 409 and 412; null when there is none. */
    public @Nullable JsonText current() {
        return current;
    }

    /** The fields at fault; empty when none is named. */
    public List<FieldError> errors() {
        return errors;
    }

    /** When to try again, in milliseconds from now; 0 = not said. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
