package dev.tidings.socket.socketio;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The {@code pid} of a client: it is recovered when it brings the one it has. Immutable. It says whose it is and which offset
 * the client had when it got it, and nothing that a client could gain by making one up: what it may have is decided anew
 * each time, as for a {@code subscribe}.
 *
 * <p>A client keeps the offset that it had when it comes back without being recovered, until an event brings another. Were
 * that one taken for its new session's, what came between would be lost; so the new {@code pid} excludes it.
 *
 * <p>Text form: {@code <sid>.<mark of the subject>.<mark of the offset>}, 20, 10 and 10 characters of base 64url.
 *
 * @param sid the {@code socket.id}, which stays when a client is recovered
 * @param subject a mark of whose it is
 * @param former a mark of the offset that the client had when it got this; not to be taken for this session's
 */
record PrivateId(String sid, String subject, String former) {

    private static final int SID_BYTES = 15;
    private static final int SID_LENGTH = 20;
    private static final int MARK_LENGTH = 10;
    private static final int LENGTH = SID_LENGTH + 1 + MARK_LENGTH + 1 + MARK_LENGTH;

    /** A new one for a subject that came with an offset, or with none (empty). */
    static PrivateId draw(RandomGenerator random, String subject, String offset) {
        byte[] bits = new byte[SID_BYTES];
        random.nextBytes(bits);
        String sid = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        return new PrivateId(sid, mark(sid, subject), mark(sid, offset));
    }

    /** Reads the text form; empty for anything else. */
    static Optional<PrivateId> parse(String text) {
        int first = SID_LENGTH;
        int second = SID_LENGTH + 1 + MARK_LENGTH;
        if (text.length() != LENGTH || text.charAt(first) != '.' || text.charAt(second) != '.') {
            return Optional.empty();
        }
        PrivateId id =
                new PrivateId(text.substring(0, first), text.substring(first + 1, second), text.substring(second + 1));
        return isPlain(id.sid) && isPlain(id.subject) && isPlain(id.former) ? Optional.of(id) : Optional.empty();
    }

    /** Whether it is this subject's, and the offset is from after it was given. */
    boolean covers(String who, String offset) {
        return subject.equals(mark(sid, who)) && !former.equals(mark(sid, offset));
    }

    @Override
    public String toString() {
        return sid + '.' + subject + '.' + former;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
            if (!plain && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** What stands for a text in the name: it tells texts apart, and keeps none secret. */
    static String mark(String sid, String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest((sid + '\n' + text).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, MARK_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
