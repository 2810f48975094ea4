package dev.tidings.edge.identity;

import dev.tidings.edge.Right;
import dev.tidings.model.ChannelName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What somebody may do with which channels: patterns for each right. Immutable. What no pattern allows is refused.
 *
 * <p>A pattern is the name of a channel; or a name that ends with {@code :*}, for every channel that goes on after that
 * colon; or {@code *}, for all. {@code {sub}} in it stands for the subject, and only for one that is a whole segment of a
 * name: else the pattern allows nothing, so that no subject makes a pattern mean something else. No pattern reaches the
 * hub's own channels.
 */
public final class Grants {

    /** Everything. */
    public static final Grants ALL = of("", List.of("*"), List.of("*"), List.of("*"));

    /** Nothing. */
    public static final Grants NONE = of("", List.of(), List.of(), List.of());

    private static final String SUBJECT = "{sub}";
    private static final String ANY = "*";

    private final Map<Right, Allowed> byRight = new EnumMap<>(Right.class);

    /** The channels of one right: by their names, and by how these begin. */
    private record Allowed(Set<String> names, List<String> beginnings) {

        static Allowed of(List<String> patterns, String subject) {
            Set<String> names = new HashSet<>();
            List<String> beginnings = new ArrayList<>();
            for (String pattern : patterns) {
                String filled = filled(pattern, subject);
                String fixed = filled.endsWith(ANY) ? filled.substring(0, filled.length() - 1) : filled;
                if (!isFit(filled, fixed)) {
                    continue;
                }
                if (filled.endsWith(ANY)) {
                    beginnings.add(fixed);
                } else {
                    names.add(filled);
                }
            }
            return new Allowed(Set.copyOf(names), List.copyOf(beginnings));
        }

        List<String> patterns() {
            List<String> patterns = new ArrayList<>(names);
            beginnings.forEach(beginning -> patterns.add(beginning + ANY));
            return patterns;
        }

        boolean holds(String channel) {
            if (names.contains(channel)) {
                return true;
            }
            for (String beginning : beginnings) {
                if (channel.length() > beginning.length() && channel.startsWith(beginning)) {
                    return true;
                }
            }
            return false;
        }
    }

    private Grants() {}

    /** The grants of a subject. A pattern that is none allows nothing. */
    public static Grants of(String subject, List<String> subscribe, List<String> publish, List<String> write) {
        Grants grants = new Grants();
        grants.byRight.put(Right.SUBSCRIBE, Allowed.of(subscribe, subject));
        grants.byRight.put(Right.PUBLISH, Allowed.of(publish, subject));
        grants.byRight.put(Right.WRITE, Allowed.of(write, subject));
        return grants;
    }

    /** Whether a text is a pattern. */
    public static boolean isPattern(String text) {
        String filled = filled(text, "x");
        return isFit(filled, filled.endsWith(ANY) ? filled.substring(0, filled.length() - 1) : filled);
    }

    /** Whether they hold the right to a channel. */
    public boolean allow(Right right, ChannelName channel) {
        Allowed allowed = byRight.get(right);
        return allowed != null && !channel.isReserved() && allowed.holds(channel.value());
    }

    /** The patterns of a right, with the subject in its place: {@link #of} makes the same of them. */
    List<String> patterns(Right right) {
        Allowed allowed = byRight.get(right);
        return allowed == null ? List.of() : allowed.patterns();
    }

    /** The pattern with the subject in its place; empty, which is no pattern, when the subject is unfit for that. */
    private static String filled(String pattern, String subject) {
        if (!pattern.contains(SUBJECT)) {
            return pattern;
        }
        return isSegment(subject) ? pattern.replace(SUBJECT, subject) : "";
    }

    private static boolean isSegment(String subject) {
        return subject.indexOf(':') < 0 && ChannelName.isValid("x" + subject) && !subject.isEmpty();
    }

    /** Whether what stands before a star ends where a segment does, and all else is a name. */
    private static boolean isFit(String pattern, String fixed) {
        return pattern.equals(ANY)
                || (ChannelName.isValid(fixed) && (fixed.length() == pattern.length() || fixed.endsWith(":")));
    }
}
