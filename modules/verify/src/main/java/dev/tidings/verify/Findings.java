package dev.tidings.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Violations by kind, the first of them in words. Owned by the ledger's thread. */
final class Findings {

    /** What can be wrong with a delivery or a write. */
    enum Kind {
        LOST,
        DUP,
        REORDERED,
        PHANTOM
    }

    private static final int WORDS_KEPT = 20;

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> words = new ArrayList<>();

    void add(Kind kind, String what) {
        counts.merge(kind, 1L, Long::sum);
        if (words.size() < WORDS_KEPT) {
            words.add(kind + ": " + what);
        }
    }

    long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** The first violations, in words. */
    List<String> words() {
        return List.copyOf(words);
    }
}
