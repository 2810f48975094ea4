package dev.tidings.socket.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What the loop that a request came in on says of it to the session's loop; origin, credential and limits were checked there.
 * Immutable.
 *
 * @param kind what is asked
 * @param mark what tells it from the others of its session, empty when nothing does; without line feeds
 * @param subject who asks
 */
record PipedRequest(Kind kind, String mark, String subject) {

    private static final char MARK_END = '\n';

    /** What is asked. */
    enum Kind {
        POLL('0'),
        POST('1'),
        UPGRADE('2');

        private final char digit;

        Kind(char digit) {
            this.digit = digit;
        }

        private static Kind of(byte digit) {
            return switch (digit) {
                case '0' -> POLL;
                case '1' -> POST;
                case '2' -> UPGRADE;
                default -> throw new IllegalArgumentException("not a request of Engine.IO");
            };
        }
    }

    /** As the head of a pipe. */
    byte[] toBytes() {
        return (kind.digit + mark + MARK_END + subject).getBytes(UTF_8);
    }

    /** @throws IllegalArgumentException when it is no such head, as a node of another version may send it */
    static PipedRequest parse(byte[] head) {
        String text = new String(head, UTF_8);
        int end = text.indexOf(MARK_END);
        if (end < 1) {
            throw new IllegalArgumentException("not a request of Engine.IO");
        }
        return new PipedRequest(Kind.of(head[0]), text.substring(1, end), text.substring(end + 1));
    }
}
