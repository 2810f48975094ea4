package dev.tidings.socket;

/** The codes with which a WebSocket ends (RFC 6455 §7.4). Immutable; pure functions. */
final class Close {

    static final int NORMAL = 1000;
    static final int PROTOCOL_ERROR = 1002;
    static final int UNSUPPORTED = 1003;
    /** No code was sent; never on the wire. */
    static final int NONE = 1005;

    static final int NOT_UTF8 = 1007;
    static final int TOO_BIG = 1009;

    private Close() {}

    /** The code of a close frame's payload of two bytes or more. */
    static int code(byte[] payload) {
        return (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }

    /** Whether a code may stand in a close frame: those of the RFC and of its registry, and the free ones from 3000 on. */
    static boolean mayBeSent(int code) {
        return switch (code) {
            case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> true;
            default -> code >= 3000 && code <= 4999;
        };
    }
}
