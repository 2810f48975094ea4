package dev.tidings.socket.engineio;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import org.jspecify.annotations.Nullable;

/** Why a request is refused, in the words of the protocol's reference server, which clients know. Immutable. */
enum EngineRefusal {
    UNKNOWN_TRANSPORT(0, 400, "Transport unknown"),
    UNKNOWN_SESSION(1, 400, "Session ID unknown"),
    BAD_METHOD(2, 400, "Bad handshake method"),
    BAD_REQUEST(3, 400, "Bad request"),
    FORBIDDEN(4, 403, "Forbidden"),
    UNSUPPORTED_REVISION(5, 400, "Unsupported protocol version");

    private static final EngineRefusal[] ALL = values();

    private final int code;
    private final int status;

    @SuppressWarnings("ImmutableEnumChecker") // it is immutable
    private final JsonText body;

    EngineRefusal(int code, int status, String message) {
        this.code = code;
        this.status = status;
        this.body = JsonText.of("{\"code\":" + code + ",\"message\":" + JsonText.quote(message) + "}");
    }

    /** Its number in the protocol, 0 to 5. */
    int code() {
        return code;
    }

    /** The refusal of that number. @throws IllegalArgumentException when there is none */
    static EngineRefusal of(int code) {
        for (EngineRefusal refusal : ALL) {
            if (refusal.code == code) {
                return refusal;
            }
        }
        throw new IllegalArgumentException("no refusal of Engine.IO: " + code);
    }

    /** The HTTP status. */
    int status() {
        return status;
    }

    /** What the answer says: {@code {"code","message"}}. */
    JsonText body() {
        return body;
    }

    /** The refusal, to be thrown on the way to who asked. */
    HubException toException() {
        ErrorCode code = switch (this) {
            case UNKNOWN_SESSION -> ErrorCode.NOT_FOUND;
            case FORBIDDEN -> ErrorCode.FORBIDDEN;
            default -> ErrorCode.MALFORMED;
        };
        return new HubException(code, "");
    }

    /** The refusal that a failure on the way stands for; null when it is another. */
    static @Nullable EngineRefusal of(Throwable cause) {
        if (!(cause instanceof HubException refusal)) {
            return null;
        }
        return switch (refusal.code()) {
            case NOT_FOUND -> UNKNOWN_SESSION;
            case FORBIDDEN -> FORBIDDEN;
            case MALFORMED -> BAD_REQUEST;
            default -> null;
        };
    }
}
