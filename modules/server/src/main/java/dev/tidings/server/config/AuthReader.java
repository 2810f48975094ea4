package dev.tidings.server.config;

import dev.tidings.edge.identity.TokenKeys;
import dev.tidings.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads keys and users. Owned by one call of its maker. */
final class AuthReader {

    private static final int MAX_KEYS = 16;
    private static final int MAX_NAME = 255;

    private final SettingsReader reader;

    AuthReader(SettingsReader reader) {
        this.reader = reader;
    }

    Auth read(Map<String, Object> keys, Map<String, Object> users) {
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        if (keys.size() > MAX_KEYS) {
            reader.problem(AuthTable.KEYS, "expected at most " + MAX_KEYS + " keys");
        }
        keys.forEach((kid, value) -> {
            byte[] secret = secret(kid, value);
            if (secret != null) {
                secrets.put(kid, secret);
            }
        });
        List<Auth.User> known = new ArrayList<>();
        users.forEach((subject, entry) -> {
            Auth.User user = user(subject, entry);
            if (user != null) {
                known.add(user);
            }
        });
        if (keys.isEmpty() && !users.isEmpty()) {
            reader.problem(AuthTable.USERS, "expected auth.keys too: without a key nobody's password is asked for");
        }
        return new Auth(secrets, known);
    }

    static boolean isSecret(String text) {
        return text.isEmpty() || bytes(text).length >= TokenKeys.MIN_SECRET_BYTES;
    }

    static byte[] bytes(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    private byte @Nullable [] secret(String kid, @Nullable Object value) {
        String path = AuthTable.KEYS + "." + Names.excerpt(kid);
        if (kid.isBlank() || kid.length() > TokenKeys.MAX_KID_LENGTH) {
            reader.problem(path, "expected a name of 1 to " + TokenKeys.MAX_KID_LENGTH + " characters");
            return null;
        }
        String text = reader.secretText(path, value);
        if (text == null) {
            return null;
        }
        byte[] secret = bytes(text);
        if (secret.length < TokenKeys.MIN_SECRET_BYTES) {
            reader.problem(path, "expected a secret of at least " + TokenKeys.MIN_SECRET_BYTES + " bytes");
            return null;
        }
        return secret;
    }

    private Auth.@Nullable User user(String subject, @Nullable Object entry) {
        String path = AuthTable.USERS + "." + Names.excerpt(subject);
        Map<String, Object> tree = entry == null ? null : YamlText.mapping(entry);
        if (tree == null || subject.isBlank() || subject.length() > MAX_NAME || subject.equals("anonymous")) {
            reader.problem(path, "expected a name, not anonymous, with settings below it");
            return null;
        }
        int before = reader.problems().size();
        Values values = reader.read(AuthTable.USER, tree, path + ".").values();
        if (values.given(AuthTable.PASSWORD).isEmpty() && reader.problems().size() == before) {
            reader.problem(
                    path + ".password", "expected " + AuthTable.PASSWORD.type().expected());
        }
        return new Auth.User(
                subject,
                values.given(AuthTable.NAME).orElse(null),
                values.get(AuthTable.PASSWORD),
                values.get(AuthTable.SUBSCRIBE),
                values.get(AuthTable.PUBLISH),
                values.get(AuthTable.WRITE));
    }
}
