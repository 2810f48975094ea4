package dev.tidings.model;

import org.jspecify.annotations.Nullable;

/**
 * Who made a publication, as the hub's own credential check said. Immutable.
 *
 * @param sub the subject, never empty
 * @param name the name to show, or null
 */
public record Actor(String sub, @Nullable String name) {}
