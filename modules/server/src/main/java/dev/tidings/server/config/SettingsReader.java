package dev.tidings.server.config;

import dev.tidings.model.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads trees of plain data by a table and gathers everything that is wrong. Owned by one call of its maker. */
final class SettingsReader {

    /** What was read of a table. */
    record Reading(Map<Setting<?>, Object> given, Map<String, Map<String, Object>> entries) {
        static Reading empty() {
            return new Reading(new HashMap<>(), new LinkedHashMap<>());
        }

        Values values() {
            return new Values(given);
        }
    }

    private final Placeholders placeholders;
    private final List<String> problems = new ArrayList<>();
    private final List<String> literals = new ArrayList<>();

    SettingsReader(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    /** Everything that was wrong so far. */
    List<String> problems() {
        return problems;
    }

    /** The secrets that stood as they are where they were read. */
    List<String> literals() {
        return literals;
    }

    /** Notes something that is wrong with a setting. */
    void problem(String path, String what) {
        problems.add(path + ": " + what);
    }

    /**
     * Reads a tree.
     *
     * @param prefix what stands before the paths of the table in errors, such as {@code collections.pets.}; may be empty
     */
    Reading read(Table table, Map<String, Object> tree, String prefix) {
        Reading reading = Reading.empty();
        readSection(table, tree, "", prefix, reading);
        return reading;
    }

    private void readSection(Table table, Map<String, Object> tree, String section, String prefix, Reading reading) {
        tree.forEach((key, value) -> {
            String path = section + key;
            if (table.find(path).isPresent()) {
                readSetting(table.find(path).get(), value, prefix + path, reading);
            } else if (table.entries().containsKey(path)) {
                readEntries(path, value, prefix, reading);
            } else if (table.isSection(path)) {
                Map<String, Object> below = value == null ? Map.of() : YamlText.mapping(value);
                if (below == null) {
                    problem(prefix + path, "expected settings below it, found " + shown(value));
                } else {
                    readSection(table, below, path + ".", prefix, reading);
                }
            } else {
                problem(
                        Names.excerpt(prefix + path),
                        "there is no such setting; the nearest is " + prefix + NearestName.of(path, table.paths()));
            }
        });
    }

    private void readEntries(String path, @Nullable Object value, String prefix, Reading reading) {
        Map<String, Object> entries = value == null ? Map.of() : YamlText.mapping(value);
        if (entries == null) {
            problem(prefix + path, "expected names with settings below them, found " + shown(value));
        } else {
            reading.entries().put(path, entries);
        }
    }

    /** Reads one value, from the file or the environment; {@code name} stands in the error. */
    void readSetting(Setting<?> setting, @Nullable Object value, String name, Reading reading) {
        Object plain = value;
        boolean secret = Placeholders.isPlaceholder(value);
        if (secret) {
            try {
                plain = placeholders.fill(String.valueOf(value));
            } catch (Placeholders.Unfilled e) {
                problem(name, String.valueOf(e.getMessage()));
                return;
            }
        }
        if (!secret && AuthTable.isSecret(setting) && !"".equals(value)) {
            literals.add(name);
        }
        Object read = plain == null ? null : setting.type().reader().apply(plain);
        if (read == null) {
            String found = secret || AuthTable.isSecret(setting) ? "something else" : shown(value);
            problem(name, "expected " + setting.type().expected() + ", found " + found);
        } else {
            reading.given().put(setting, read);
        }
    }

    /** A secret that is a text, or stands elsewhere; null when it is none, which is noted. It is never shown. */
    @Nullable
    String secretText(String path, @Nullable Object value) {
        if (!(value instanceof String text)) {
            problem(path, "expected a text, ${env:NAME} or ${file:PATH}");
            return null;
        }
        if (!Placeholders.isPlaceholder(text)) {
            return text;
        }
        try {
            return placeholders.fill(text);
        } catch (Placeholders.Unfilled e) {
            problem(path, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static String shown(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof Map) {
            return "a mapping";
        }
        return value instanceof List ? "a list" : "\"" + Names.excerpt(String.valueOf(value)) + "\"";
    }
}
