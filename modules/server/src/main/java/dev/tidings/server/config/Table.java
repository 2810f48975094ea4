package dev.tidings.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings that stand together. Immutable.
 *
 * @param settings the settings, in the order of the documentation
 * @param entries tables of what has names of the user's own, such as {@code collections}, by path
 */
record Table(List<Setting<?>> settings, Map<String, Table> entries) {

    Table {
        settings = List.copyOf(settings);
        entries = Map.copyOf(entries);
    }

    Optional<Setting<?>> find(String path) {
        return settings.stream().filter(setting -> setting.path().equals(path)).findFirst();
    }

    /** Whether settings stand below this path. */
    boolean isSection(String path) {
        return settings.stream().anyMatch(setting -> setting.path().startsWith(path + "."));
    }

    /** Every path that may be written in this table. */
    List<String> paths() {
        List<String> paths = new ArrayList<>(entries.keySet());
        settings.forEach(setting -> {
            String path = setting.path();
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                paths.add(path.substring(0, dot));
            }
            paths.add(path);
        });
        return paths.stream().distinct().toList();
    }
}
