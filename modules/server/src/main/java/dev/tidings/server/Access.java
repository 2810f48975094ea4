package dev.tidings.server;

import dev.tidings.edge.DevelopmentIdentity;
import dev.tidings.edge.Identity;
import dev.tidings.edge.identity.Accounts;
import dev.tidings.edge.identity.Accounts.Account;
import dev.tidings.edge.identity.AnonymousIdentity;
import dev.tidings.edge.identity.Doorkeeper;
import dev.tidings.edge.identity.Grants;
import dev.tidings.edge.identity.PasswordAccounts;
import dev.tidings.edge.identity.PasswordAccounts.Person;
import dev.tidings.edge.identity.Revocations;
import dev.tidings.edge.identity.Sessions;
import dev.tidings.edge.identity.Tickets;
import dev.tidings.edge.identity.TokenKeys;
import dev.tidings.edge.identity.TokenVerifier;
import dev.tidings.hub.Hub;
import dev.tidings.model.Actor;
import dev.tidings.model.Disconnect;
import dev.tidings.server.config.Auth;
import dev.tidings.server.config.Configuration;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what at this node. Immutable; its parts are thread-safe.
 *
 * @param doorkeeper checks credentials
 * @param sessions those of people who sign in
 * @param revocations what doesn't count any more
 * @param tickets stand for a credential for a while
 */
record Access(Doorkeeper doorkeeper, Sessions sessions, Revocations revocations, Tickets tickets) {

    /** The name of the key in development mode. */
    static final String DEVELOPMENT_KID = "development";

    /** Passwords are checked on so many threads: few, since others need the CPU too. */
    private static final int PASSWORD_THREADS = 2;

    /** As configured; keys that aren't are kept in the data folder. */
    static Access of(Configuration configuration, Path data, Vertx vertx, Hub hub, RandomGenerator random) {
        Tickets tickets = new Tickets(hub.node(), random, System::currentTimeMillis);
        Revocations revocations = new Revocations(
                covered -> {
                    tickets.revoke(covered);
                    hub.disconnect(covered::test, Disconnect.REVOKED);
                },
                System::currentTimeMillis);
        Sessions sessions = new Sessions(
                sessionKey(configuration, data, random),
                accounts(configuration.auth(), vertx, random),
                configuration.sessionLife().toMillis(),
                System::currentTimeMillis,
                random);
        TokenVerifier tokens = new TokenVerifier(
                new TokenKeys(keys(configuration, random)),
                unlessEmpty(configuration.issuer()),
                unlessEmpty(configuration.audience()),
                System::currentTimeMillis);
        Doorkeeper doorkeeper = new Doorkeeper(tokens, sessions, revocations, tickets, everybody(configuration));
        return new Access(doorkeeper, sessions, revocations, tickets);
    }

    /** Signs sessions. */
    static byte[] sessionKey(Configuration configuration, Path data, RandomGenerator random) {
        byte[] configured = configuration.sessionKey();
        return configured.length == 0 ? KeyFile.secret(data, KeyFile.SESSIONS, random) : configured;
    }

    /** The keys that tokens are signed and checked with, the first for new ones. */
    static Map<String, byte[]> keys(Configuration configuration, RandomGenerator random) {
        Auth auth = configuration.auth();
        return auth.isDevelopmentMode()
                ? Map.of(DEVELOPMENT_KID, KeyFile.secret(DataFolder.of(configuration), KeyFile.DEVELOPMENT, random))
                : auth.keys();
    }

    private static Identity everybody(Configuration configuration) {
        return configuration.auth().isDevelopmentMode()
                ? new DevelopmentIdentity()
                : new AnonymousIdentity(Grants.of("", configuration.anonymousSubscribe(), List.of(), List.of()));
    }

    private static Accounts accounts(Auth auth, Vertx vertx, RandomGenerator random) {
        if (auth.isDevelopmentMode()) {
            return Accounts.development();
        }
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("passwords", PASSWORD_THREADS);
        return new PasswordAccounts(
                auth.users().stream().map(Access::person).toList(),
                task -> workers.executeBlocking(task, false),
                random,
                () -> System.nanoTime() / 1_000_000);
    }

    private static Person person(Auth.User user) {
        String name = user.name() == null ? user.subject() : user.name();
        Grants grants = Grants.of(user.subject(), user.subscribe(), user.publish(), user.write());
        return new Person(new Account(new Actor(user.subject(), name), grants), user.password());
    }

    private static @Nullable String unlessEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
