package dev.tidings.server.config;

import java.util.Map;
import java.util.Optional;

/** What was given for the settings of one table. Immutable. */
public final class Values {

    private final Map<Setting<?>, Object> given;

    Values(Map<Setting<?>, Object> given) {
        this.given = Map.copyOf(given);
    }

    /** The setting's value: what was given, else its default. */
    public <T> T get(Setting<T> setting) {
        return given(setting).orElse(setting.otherwise());
    }

    /** What was given; empty when nothing was. */
    @SuppressWarnings("unchecked") // put in by SettingsReader, which read it with the setting's own type
    public <T> Optional<T> given(Setting<T> setting) {
        return Optional.ofNullable((T) given.get(setting));
    }
}
