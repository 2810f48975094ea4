package dev.tidings.server.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, as configured and checked. Immutable.
 *
 * @param keys the secrets that tokens are checked with, by name, in the order of the file; empty = development mode
 * @param users who may sign in with a password
 */
public record Auth(Map<String, byte[]> keys, List<User> users) {

    /**
     * Somebody who may sign in.
     *
     * @param subject the name to sign in with
     * @param name the name to show; null = the same
     * @param password the hash of the password
     * @param subscribe patterns of what they may read
     * @param publish patterns of what they may publish to
     * @param write patterns of what they may change
     */
    public record User(
            String subject,
            @Nullable String name,
            String password,
            List<String> subscribe,
            List<String> publish,
            List<String> write) {}

    /** Copies the collections; a key's bytes are not to be written to. */
    public Auth {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        users = List.copyOf(users);
    }

    /** Whether everybody on this machine may do everything, since there is nothing to check a credential with. */
    public boolean isDevelopmentMode() {
        return keys.isEmpty();
    }
}
