package dev.tidings.edge;

import dev.tidings.hub.RequestKey;
import dev.tidings.model.ChannelName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * 128 bits over what a client asked for, by which a repeated request is told from another one under the same key. Owned by
 * its caller. Every part goes in with its length, so that parts can't run into one another.
 */
public final class RequestHash {

    private static final int BYTES = 16;

    private final MessageDigest digest;

    /** A hash that holds the operation's name. */
    public RequestHash(String operation) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        add(operation);
    }

    /** Adds a text; none at all is not the same as an empty one. */
    public RequestHash add(@Nullable String part) {
        if (part == null) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(-1).flip());
            return this;
        }
        return add(part.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds bytes. */
    public RequestHash add(byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        digest.update(part);
        return this;
    }

    /** The hash in hex; nothing may be added afterwards. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }

    /**
     * The key under which the answer is remembered: of one subject, for one channel. Ends the hash as {@link #hex} does.
     *
     * @param key as the client sent it
     */
    public RequestKey under(String subject, ChannelName channel, String key) {
        return new RequestKey(channel + " " + subject.length() + ' ' + subject + ' ' + key, hex());
    }
}
