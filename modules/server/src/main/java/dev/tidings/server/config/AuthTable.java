package dev.tidings.server.config;

import static dev.tidings.server.config.SettingType.text;
import static dev.tidings.server.config.SettingType.texts;
import static dev.tidings.server.config.SettingType.time;

import dev.tidings.edge.identity.Grants;
import dev.tidings.edge.identity.PasswordHash;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The settings about who may do what. Immutable. */
final class AuthTable {

    static final String KEYS = "auth.keys";
    static final String USERS = "auth.users";

    private static final SettingType<List<String>> PATTERNS =
            texts("a list of patterns such as tasks, chat:*, inbox:{sub} or *", Grants::isPattern);

    static final Setting<String> ISSUER =
            new Setting<>("auth.issuer", text("a text", t -> true), "", "What a token's iss must be. Empty: anything.");
    static final Setting<String> AUDIENCE = new Setting<>(
            "auth.audience", text("a text", t -> true), "", "What must be among a token's aud. Empty: anything.");
    static final Setting<List<String>> ANONYMOUS_SUBSCRIBE = new Setting<>(
            "auth.anonymous.subscribe",
            PATTERNS,
            List.of(),
            "Once there are keys: the channels that everybody may read without a credential.");
    static final Setting<Duration> SESSION_LIFE = new Setting<>(
            "auth.session.life",
            time(Duration.ofMinutes(1), Duration.ofDays(400)),
            Duration.ofDays(7),
            "How long a session lasts without use; use makes it last longer.");
    static final Setting<String> SESSION_KEY = new Setting<>(
            "auth.session.key",
            text("a secret of at least 32 bytes", AuthReader::isSecret),
            "",
            "Signs sessions; nodes of a cluster need the same. Empty: a key that is kept in the data folder.");

    static final Setting<String> PASSWORD = new Setting<>(
            "password",
            text("a hash as tidings hash-password prints it", PasswordHash::isHash),
            "",
            "The hash of the password, made by tidings hash-password.");
    static final Setting<String> NAME =
            new Setting<>("name", text("a name", t -> !t.isBlank()), "", "The name to show. Absent: the user's own.");
    static final Setting<List<String>> SUBSCRIBE =
            new Setting<>("subscribe", PATTERNS, List.of(), "The channels and collections that the user may read.");
    static final Setting<List<String>> PUBLISH =
            new Setting<>("publish", PATTERNS, List.of(), "The channels that the user may publish to.");
    static final Setting<List<String>> WRITE =
            new Setting<>("write", PATTERNS, List.of(), "The collections whose documents the user may change.");

    static final Table USER = new Table(List.of(PASSWORD, NAME, SUBSCRIBE, PUBLISH, WRITE), Map.of());

    static final List<Setting<?>> SETTINGS = List.of(ISSUER, AUDIENCE, ANONYMOUS_SUBSCRIBE, SESSION_LIFE, SESSION_KEY);

    private AuthTable() {}

    /** Whether a setting's value is shown to nobody. */
    static boolean isSecret(Setting<?> setting) {
        return setting.equals(SESSION_KEY) || setting.equals(ClusterTable.SECRET) || setting.equals(LogTable.PASSWORD);
    }
}
