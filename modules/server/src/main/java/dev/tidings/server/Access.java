package dev.tidings.server;

import dev.tidings.edge.DevelopmentIdentity;
import dev.tidings.edge.identity.Accounts;
import dev.tidings.edge.identity.Doorkeeper;
import dev.tidings.edge.identity.Sessions;
import dev.tidings.edge.identity.TokenKeys;
import dev.tidings.edge.identity.TokenVerifier;
import java.nio.file.Path;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Who may do what at this node. Immutable; its parts are thread-safe.
 *
 * @param doorkeeper checks credentials
 * @param sessions those of people who sign in
 */
record Access(Doorkeeper doorkeeper, Sessions sessions) {

    /** The name of the key in development mode. */
    static final String DEVELOPMENT_KID = "development";

    /** Development mode: who shows nothing may do everything, who shows a token what it grants. */
    static Access development(Path data, long sessionMillis, RandomGenerator random) {
        Map<String, byte[]> keys = Map.of(DEVELOPMENT_KID, KeyFile.secret(data, KeyFile.DEVELOPMENT, random));
        Sessions sessions = new Sessions(
                KeyFile.secret(data, KeyFile.SESSIONS, random),
                Accounts.development(),
                sessionMillis,
                System::currentTimeMillis,
                random);
        TokenVerifier tokens = new TokenVerifier(new TokenKeys(keys), null, null, System::currentTimeMillis);
        return new Access(new Doorkeeper(tokens, sessions, new DevelopmentIdentity()), sessions);
    }
}
