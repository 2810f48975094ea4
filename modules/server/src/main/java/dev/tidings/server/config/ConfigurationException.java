package dev.tidings.server.config;

import java.util.List;

/** The configuration can't be used. Immutable. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigurationException(List<String> problems) {
        super(problems.get(0));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, one line each: the setting's path, what was expected, and what is nearest. Never empty. */
    public List<String> problems() {
        return problems;
    }
}
