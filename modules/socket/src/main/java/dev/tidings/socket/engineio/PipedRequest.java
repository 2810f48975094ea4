package dev.tidings.socket.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What the loop that a request came in on says of it to the session's loop; origin, credential and limits were checked there.
 * Immutable.
 *
 * @param kind what is asked
 * @param subject who asks
 */
record PipedRequest(Kind kind, String subject) {

    /** What is asked. */
    enum Kind {
        POLL,
        POST,
        UPGRADE
    }

    /** As the head of a pipe. */
    byte[] toBytes() {
        return ((char) ('0' + kind.ordinal()) + subject).getBytes(UTF_8);
    }

    /** @throws IllegalArgumentException when it is no such head, as a node of another version may send it */
    static PipedRequest parse(byte[] head) {
        int kind = head.length == 0 ? -1 : head[0] - '0';
        if (kind < 0 || kind >= Kind.values().length) {
            throw new IllegalArgumentException("not a request of Engine.IO");
        }
        return new PipedRequest(Kind.values()[kind], new String(head, 1, head.length - 1, UTF_8));
    }
}
