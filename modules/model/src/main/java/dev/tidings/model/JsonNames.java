package dev.tidings.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of one object's members, to find one that is there twice. Owned by the scanner. A few are compared one by
 * one where they lie; many, or one with escapes, go into a set, which many equal hashes don't slow down.
 */
final class JsonNames {

    private static final int FEW = 8;

    private static final int[] NONE = {};

    private final byte[] text;
    /** Begin and end of each of a few; allocated with the first. */
    private int[] bounds = NONE;

    private int count;
    private @Nullable Set<String> set;

    JsonNames(byte[] text) {
        this.text = text;
    }

    /** Adds the name whose characters lie there, without quotes; false when it was there before. */
    boolean add(int from, int to, boolean escaped) {
        Set<String> names = set;
        if (names == null && (escaped || count == FEW)) {
            names = new HashSet<>();
            for (int i = 0; i < count; i++) {
                names.add(decoded(bounds[2 * i], bounds[2 * i + 1]));
            }
            set = names;
        }
        return names != null ? names.add(decoded(from, to)) : addToFew(from, to);
    }

    private boolean addToFew(int from, int to) {
        if (count == 0) {
            bounds = new int[2 * FEW];
        }
        for (int i = 0; i < count; i++) {
            if (Arrays.equals(text, from, to, text, bounds[2 * i], bounds[2 * i + 1])) {
                return false;
            }
        }
        bounds[2 * count] = from;
        bounds[2 * count + 1] = to;
        count++;
        return true;
    }

    private String decoded(int from, int to) {
        return JsonParts.unescaped(new String(text, from, to - from, StandardCharsets.UTF_8));
    }
}
