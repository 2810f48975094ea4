package dev.tidings.edge.identity;

import dev.tidings.model.Actor;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Who may sign in with a name. Thread-safe. */
public interface Accounts {

    /**
     * Somebody who may sign in. Immutable.
     *
     * @param actor subject and name
     * @param grants what they may do
     */
    record Account(Actor actor, Grants grants) {}

    /**
     * Checks a name and a password.
     *
     * @param address where the request comes from, so that guessing gets slow
     * @return fails with {@code unauthenticated}, or {@code too-many-requests} with the time to wait; completes on the
     *     caller's loop
     */
    Future<Account> signIn(String name, String password, String address);

    /** The account of somebody who signed in before; null when there is none any more. */
    @Nullable
    Account find(Actor actor);

    /** Development mode: every name is one, whatever the password, and may do everything. */
    static Accounts development() {
        return new Accounts() {
            @Override
            public Future<Account> signIn(String name, String password, String address) {
                String subject = TokenVerifier.text(name.strip());
                return subject == null || subject.equals(AnonymousIdentity.SUBJECT)
                        ? Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "This is no name."))
                        : Future.succeededFuture(find(new Actor(subject, subject)));
            }

            @Override
            public Account find(Actor actor) {
                return new Account(actor, Grants.ALL);
            }
        };
    }
}
