package dev.tidings.model;

import org.jspecify.annotations.Nullable;

/**
 * The name of a channel. Immutable.
 *
 * <p>Grammar: {@code [A-Za-z0-9_][A-Za-z0-9_.:-]{0,254}}. The part before the first {@code ':'} is the namespace,
 * which picks the channel's settings; a name without a colon is its own namespace.
 *
 * @param value the name as text, 1 to 255 ASCII characters
 */
public record ChannelName(String value) implements Comparable<ChannelName> {

    /** The longest allowed name, in characters. */
    public static final int MAX_LENGTH = 255;

    /** The namespace of the hub's own channels. */
    public static final String RESERVED_NAMESPACE = "tidings";

    /** @throws HubException {@code malformed} when the text is not a channel name */
    public ChannelName {
        if (!isValid(value)) {
            throw new HubException(ErrorCode.MALFORMED, "not a channel name: " + Names.excerpt(value));
        }
    }

    /** Whether {@code text} follows the grammar; null does not. */
    public static boolean isValid(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_LENGTH || !Names.isWordCharacter(text.charAt(0))) {
            return false;
        }
        return Names.consistsOfNameCharacters(text);
    }

    /** The part before the first colon, or the whole name. */
    public String namespace() {
        int colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    /** Whether the hub keeps it for itself: nobody outside reads it or writes to it. */
    public boolean isReserved() {
        return namespace().equals(RESERVED_NAMESPACE);
    }

    @Override
    public int compareTo(ChannelName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
