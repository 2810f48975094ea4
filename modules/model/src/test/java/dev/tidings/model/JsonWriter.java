package dev.tidings.model;

import java.util.Random;

/** Writes random JSON, with odd strings, numbers and white space. Owned by its test. */
final class JsonWriter {

    private static final String[] NUMBERS = {
        "0", "-0", "7", "-12", "1.50", "1e2", "1E-7", "12345678901234567890", "0.1000", "-1.5e+300", "1e-400"
    };

    private static final String[] PIECES = {
        "a",
        "b",
        " ",
        "é",
        "日本",
        "😀",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0061",
        "\\u00E9",
        "\\ud83d\\ude00",
        "{",
        "[",
        ",",
        ":",
        "/",
        "\u2028",
        "\u007f",
        "'"
    };

    private static final String[] SPACES = {"", "", "", " ", "\n", "\r\n", "\t", "  "};

    private final Random random;
    /** Chooses spaces apart, so that the same document can be written with and without. */
    private final Random spaces = new Random(1);

    private final StringBuilder out = new StringBuilder();
    private boolean spaced = true;
    private int left;

    JsonWriter(Random random, int size) {
        this.random = random;
        this.left = size;
    }

    JsonWriter withoutSpace() {
        spaced = false;
        return this;
    }

    String document() {
        space();
        value(0);
        space();
        return out.toString();
    }

    private void value(int depth) {
        left--;
        switch (random.nextInt(left > 0 && depth < 8 ? 8 : 4)) {
            case 0 -> out.append(NUMBERS[random.nextInt(NUMBERS.length)]);
            case 1 -> string("");
            case 2 -> out.append(random.nextBoolean());
            case 3 -> out.append("null");
            case 4, 5 -> array(depth);
            default -> object(depth);
        }
    }

    private void array(int depth) {
        out.append('[');
        space();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            comma(i);
            value(depth + 1);
            space();
        }
        out.append(']');
    }

    private void object(int depth) {
        out.append('{');
        space();
        int count = random.nextInt(random.nextInt(10) == 0 ? 20 : 5);
        for (int i = 0; i < count; i++) {
            comma(i);
            string(i + "-");
            space();
            out.append(':');
            space();
            value(depth + 1);
            space();
        }
        out.append('}');
    }

    private void comma(int index) {
        if (index > 0) {
            out.append(',');
            space();
        }
    }

    private void string(String prefix) {
        out.append('"').append(prefix);
        int pieces = random.nextInt(5);
        for (int i = 0; i < pieces; i++) {
            out.append(PIECES[random.nextInt(PIECES.length)]);
        }
        out.append('"');
    }

    private void space() {
        String space = SPACES[spaces.nextInt(SPACES.length)];
        if (spaced) {
            out.append(space);
        }
    }
}
