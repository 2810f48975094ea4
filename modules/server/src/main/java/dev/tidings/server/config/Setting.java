package dev.tidings.server.config;

import java.util.Locale;

/**
 * One setting. Immutable.
 *
 * @param path its place in the file, such as {@code listen.port}
 * @param type what its value looks like
 * @param otherwise the value when nobody gives one
 * @param about what it does, in one or two sentences
 */
public record Setting<T>(String path, SettingType<T> type, T otherwise, String about) {

    /** Its name in the environment: {@code TIDINGS_LISTEN_PORT}, {@code TIDINGS_EVENT_LOOPS}. */
    public String environmentName() {
        return environmentName(path);
    }

    /** The default as it is written in the file. */
    public String defaultText() {
        return type.writer().apply(otherwise);
    }

    static String environmentName(String path) {
        StringBuilder name = new StringBuilder("TIDINGS_");
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (Character.isUpperCase(c)) {
                name.append('_');
            }
            name.append(c == '.' ? "_" : String.valueOf(c).toUpperCase(Locale.ROOT));
        }
        return name.toString();
    }
}
