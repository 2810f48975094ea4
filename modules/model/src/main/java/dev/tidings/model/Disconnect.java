package dev.tidings.model;

/**
 * Why the hub ends a session, on every transport the same number (contract §6). 3000 to 3499 mean "come back", 3500 to
 * 3999 "stay away". Immutable.
 */
public enum Disconnect {
    DRAIN(3001, "drain"),
    SERVER_ERROR(3002, "server error"),
    TOKEN_EXPIRED(3003, "token expired"),
    TOO_SLOW(3004, "too slow"),
    NO_HEARTBEAT(3005, "no heartbeat"),
    OVERLOAD(3006, "overload"),
    TOO_MANY_MESSAGES(3007, "too many messages"),
    BAD_TOKEN(3500, "bad token"),
    BAD_REQUEST(3501, "bad request"),
    FORBIDDEN(3502, "forbidden"),
    TOO_MANY_CONNECTIONS(3503, "too many connections"),
    REVOKED(3504, "revoked");

    private final int code;
    private final String reason;

    Disconnect(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** The number. */
    public int code() {
        return code;
    }

    /** The reason, in words. */
    public String reason() {
        return reason;
    }

    /** Whether the client may come back. */
    public boolean reconnect() {
        return code < 3500;
    }
}
