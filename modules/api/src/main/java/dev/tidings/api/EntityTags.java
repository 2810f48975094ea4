package dev.tidings.api;

import dev.tidings.edge.Exchange;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code If-Match} or {@code If-None-Match} (RFC 9110 §13.1): a list of entity tags, or {@code *}. Immutable.
 *
 * @param any whether it is {@code *}, which any existing representation matches
 * @param tags the tags in their order; empty with {@code *}
 */
record EntityTags(boolean any, List<Tag> tags) {

    /**
     * One entity tag (RFC 9110 §8.8.3).
     *
     * @param weak whether it is marked {@code W/}, as a proxy that compresses does
     * @param opaque what stands between the quotes
     */
    record Tag(boolean weak, String opaque) {}

    /**
     * Reads a header of a request.
     *
     * @return null when there is no such header
     * @throws HubException {@code malformed} when it is not a list of entity tags
     */
    static @Nullable EntityTags of(Exchange exchange, String header) {
        List<String> lines = exchange.request().headers().getAll(header);
        return lines.isEmpty() ? null : parse(String.join(",", lines));
    }

    /** @throws HubException {@code malformed} when it is not a list of entity tags */
    static EntityTags parse(String text) {
        String trimmed = text.trim();
        if (trimmed.equals("*")) {
            return new EntityTags(true, List.of());
        }
        List<Tag> tags = new ArrayList<>();
        int at = 0;
        while (at < trimmed.length()) {
            if (isSeparator(trimmed.charAt(at))) {
                at++;
                continue;
            }
            boolean weak = trimmed.startsWith("W/", at);
            int open = weak ? at + 2 : at;
            int close = endOfTag(trimmed, open);
            tags.add(new Tag(weak, trimmed.substring(open + 1, close)));
            at = close + 1;
            if (at < trimmed.length() && !isSeparator(trimmed.charAt(at))) {
                throw malformed(text);
            }
        }
        if (tags.isEmpty()) {
            throw malformed(text);
        }
        return new EntityTags(false, List.copyOf(tags));
    }

    /** The weak comparison: whether a tag of the list names {@code opaque}, be it marked weak or not. */
    boolean matchesWeakly(String opaque) {
        return any || tags.stream().anyMatch(tag -> tag.opaque().equals(opaque));
    }

    /**
     * The versions of the strong tags, as a write's precondition wants them: empty for {@code *}; a tag that no document
     * can have, such as a weak one, is a version that no document can have.
     */
    List<Long> versions() {
        return tags.stream().map(EntityTags::version).toList();
    }

    private static long version(Tag tag) {
        String digits = tag.opaque();
        boolean plain = !tag.weak()
                && !digits.isEmpty()
                && digits.length() <= 18
                && digits.charAt(0) != '0'
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Long.parseLong(digits) : -1;
    }

    /** Where the closing quote stands. */
    private static int endOfTag(String text, int open) {
        if (open >= text.length() || text.charAt(open) != '"') {
            throw malformed(text);
        }
        int at = open + 1;
        while (at < text.length() && isTagCharacter(text.charAt(at))) {
            at++;
        }
        if (at == text.length() || text.charAt(at) != '"') {
            throw malformed(text);
        }
        return at;
    }

    private static boolean isTagCharacter(char c) {
        return c == 0x21 || (c >= 0x23 && c <= 0x7e) || c >= 0x80;
    }

    private static boolean isSeparator(char c) {
        return c == ',' || c == ' ' || c == '\t';
    }

    private static HubException malformed(String text) {
        return new HubException(ErrorCode.MALFORMED, "not a list of entity tags: " + Names.excerpt(text));
    }
}
