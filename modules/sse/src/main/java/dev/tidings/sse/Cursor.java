package dev.tidings.sse;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream of several channels stands, as the one id of its events. Owned by its stream's event loop.
 *
 * <p>Text form: version character {@code 1}; 10 characters of fingerprint, 60 bits of a SHA-256 over the names and epochs of
 * the channels in the request's order; then for each channel {@code '.'} and its offset in base 64url, most significant
 * digit first without leading zeros. Nothing after the dot: that channel can't be resumed, since its snapshot is still owed
 * or it keeps no log. At most 11 + 64 × 11 = 715 characters.
 */
final class Cursor {

    /** How many channels one cursor covers at the most. */
    static final int MAX_CHANNELS = 64;

    /** The component of a channel that can't be resumed. */
    static final long NONE = -1;

    private static final byte VERSION = '1';
    private static final int FINGERPRINT_LENGTH = 10;
    private static final int MAX_DIGITS = 10;
    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);

    private final List<ChannelName> channels;
    private final @Nullable Epoch[] epochs;
    private final long[] offsets;
    private byte[] fingerprint;

    /** Nothing can be resumed yet. */
    Cursor(List<ChannelName> channels) {
        if (channels.isEmpty() || channels.size() > MAX_CHANNELS) {
            throw new IllegalArgumentException(channels.size() + " channels");
        }
        this.channels = List.copyOf(channels);
        this.epochs = new Epoch[channels.size()];
        this.offsets = new long[channels.size()];
        Arrays.fill(offsets, NONE);
        this.fingerprint = fingerprint(this.channels, Arrays.asList(epochs));
    }

    /** The place of a channel in the request; −1 when it isn't in it. */
    int slot(ChannelName channel) {
        return channels.indexOf(channel);
    }

    /** Moves a channel; another epoch changes the fingerprint. Offset {@link #NONE}: it can't be resumed for now. */
    void move(int slot, @Nullable Epoch epoch, long offset) {
        offsets[slot] = offset;
        if (epoch != null && !epoch.equals(epochs[slot])) {
            epochs[slot] = epoch;
            fingerprint = fingerprint(channels, Arrays.asList(epochs));
        }
    }

    /** Where a channel is; {@link #NONE} when it can't be resumed. */
    long offset(int slot) {
        return offsets[slot];
    }

    /** Moves a channel within its epoch. */
    void advance(int slot, long offset) {
        offsets[slot] = offset;
    }

    /** Writes the text form. */
    void write(ByteBuf out) {
        out.writeByte(VERSION);
        out.writeBytes(fingerprint);
        for (long offset : offsets) {
            out.writeByte('.');
            if (offset >= 0) {
                number(out, offset);
            }
        }
    }

    /** How long the text form is. */
    int length() {
        int length = 1 + FINGERPRINT_LENGTH + offsets.length;
        for (long offset : offsets) {
            length += offset >= 0 ? digits(offset) : 0;
        }
        return length;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(length());
        text.append((char) VERSION).append(new String(fingerprint, StandardCharsets.US_ASCII));
        for (long offset : offsets) {
            text.append('.');
            for (int i = offset >= 0 ? digits(offset) - 1 : -1; i >= 0; i--) {
                text.append((char) DIGITS[(int) (offset >>> (6 * i)) & 63]);
            }
        }
        return text.toString();
    }

    /**
     * Reads what a client came back with.
     *
     * @param channels those of the request, in its order
     * @param epochs as they are now; null for a channel that keeps no log
     * @return the offsets, {@link #NONE} for what can't be resumed; empty when it is no cursor of exactly these channels in
     *     these epochs
     */
    static Optional<long[]> parse(String text, List<ChannelName> channels, List<@Nullable Epoch> epochs) {
        int prefix = 1 + FINGERPRINT_LENGTH;
        if (text.length() > prefix + channels.size() * (MAX_DIGITS + 1) || text.length() < prefix + channels.size()) {
            return Optional.empty();
        }
        String expected = (char) VERSION + new String(fingerprint(channels, epochs), StandardCharsets.US_ASCII);
        if (!text.startsWith(expected)) {
            return Optional.empty();
        }
        long[] offsets = new long[channels.size()];
        int at = prefix;
        for (int slot = 0; slot < offsets.length; slot++) {
            if (at >= text.length() || text.charAt(at) != '.') {
                return Optional.empty();
            }
            int end = text.indexOf('.', at + 1);
            end = end < 0 ? text.length() : end;
            offsets[slot] = number(text, at + 1, end);
            if (offsets[slot] < NONE) {
                return Optional.empty();
            }
            at = end;
        }
        return at == text.length() ? Optional.of(offsets) : Optional.empty();
    }

    private static byte[] fingerprint(List<ChannelName> channels, List<@Nullable Epoch> epochs) {
        MessageDigest digest = sha256();
        for (int i = 0; i < channels.size(); i++) {
            Epoch epoch = epochs.get(i);
            String line = channels.get(i).value() + '\n' + (epoch == null ? "" : epoch.value()) + '\n';
            digest.update(line.getBytes(StandardCharsets.US_ASCII));
        }
        byte[] hash = digest.digest();
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = bits << 8 | (hash[i] & 0xff);
        }
        byte[] text = new byte[FINGERPRINT_LENGTH];
        for (int i = 0; i < FINGERPRINT_LENGTH; i++) {
            text[i] = DIGITS[(int) (bits >>> (58 - 6 * i)) & 63];
        }
        return text;
    }

    private static void number(ByteBuf out, long value) {
        for (int i = digits(value) - 1; i >= 0; i--) {
            out.writeByte(DIGITS[(int) (value >>> (6 * i)) & 63]);
        }
    }

    private static int digits(long value) {
        return Math.max(1, (69 - Long.numberOfLeadingZeros(value)) / 6);
    }

    /** The number between two places; {@link #NONE} when there is nothing, less when it is none. */
    private static long number(String text, int from, int to) {
        if (from == to) {
            return NONE;
        }
        if (to - from > MAX_DIGITS) {
            return NONE - 1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0) {
                return NONE - 1;
            }
            value = value << 6 | digit;
        }
        return value;
    }

    private static int digit(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        if (c == '-') {
            return 62;
        }
        return c == '_' ? 63 : -1;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
