package dev.tidings.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.identity.Accounts.Account;
import dev.tidings.edge.identity.PasswordAccounts.Person;
import dev.tidings.model.Actor;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Passwords, and what guessing them costs. */
class PasswordAccountsTest {

    private static final Random RANDOM = new Random(3);
    private static final String HASH =
            PasswordHash.of("secret", 100_000, RANDOM).toString();

    private long now = 1_000_000;
    private final List<Callable<Boolean>> waiting = new ArrayList<>();
    private boolean isBusy;
    private final PasswordAccounts accounts = new PasswordAccounts(
            List.of(new Person(new Account(new Actor("ann", "Ann"), Grants.NONE), HASH)), this::run, RANDOM, () -> now);

    private Future<Boolean> run(Callable<Boolean> task) {
        if (isBusy) {
            waiting.add(task);
            return Promise.<Boolean>promise().future();
        }
        try {
            return Future.succeededFuture(task.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    private static HubException refusal(Future<Account> signIn) {
        assertThat(signIn.failed()).isTrue();
        return (HubException) signIn.cause();
    }

    @Test
    void takeTheRightPasswordOnly() {
        assertThat(accounts.signIn("ann", "secret", "a").result().actor().name())
                .isEqualTo("Ann");
        assertThat(refusal(accounts.signIn("ann", "Secret", "a")).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refusal(accounts.signIn("ann", "", "a")).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refusal(accounts.signIn("bob", "secret", "a")).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(accounts.find(new Actor("bob", null))).isNull();
    }

    @Test
    void slowDownGuessingAndLetTheOwnerInAfterwards() {
        int checked = 0;
        for (int i = 0; i < 100; i++) {
            HubException refusal = refusal(accounts.signIn("ann", "guess" + i, "a" + i));
            if (refusal.code() == ErrorCode.TOO_MANY_REQUESTS) {
                assertThat(refusal.retryAfterMillis()).isBetween(1L, 30_000L);
            } else {
                checked++;
            }
        }
        assertThat(checked).isEqualTo(5);
        assertThat(refusal(accounts.signIn("ann", "secret", "home")).code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        now += 30_000;
        assertThat(accounts.signIn("ann", "secret", "home").succeeded()).isTrue();
    }

    @Test
    void slowDownAnAddressThatTriesManyNames() {
        int checked = 0;
        for (int i = 0; i < 40; i++) {
            if (refusal(accounts.signIn("name" + i, "x", "a")).code() == ErrorCode.UNAUTHENTICATED) {
                checked++;
            }
        }
        assertThat(checked).isEqualTo(20);
        assertThat(accounts.signIn("ann", "secret", "b").succeeded()).isTrue();
    }

    @Test
    void boundHowManyWaitForAWorker() {
        isBusy = true;
        int busy = 0;
        for (int i = 0; i < 100; i++) {
            Future<Account> signIn = accounts.signIn("n" + i, "x", "a" + i);
            busy += signIn.isComplete() ? 1 : 0;
        }
        assertThat(waiting).hasSize(32);
        assertThat(busy).isEqualTo(68);
    }

    @Test
    void keepOnlyAHashThatTellsNothing() {
        assertThat(HASH).startsWith("pbkdf2-sha256$100000$").doesNotContain("secret");
        assertThat(PasswordHash.isHash(HASH)).isTrue();
        for (String bad : List.of(
                "",
                "secret",
                "pbkdf2-sha256$1$c2FsdHNhbHRzYWx0c2FsdA$x",
                HASH.replace("100000", "99999"),
                HASH.replace("100000", "99999999"),
                HASH.replace("sha256", "sha1"),
                HASH + "$",
                HASH.substring(0, HASH.length() - 4))) {
            assertThat(PasswordHash.isHash(bad)).as(bad).isFalse();
        }
        assertThat(PasswordHash.parse(HASH).matches("secret")).isTrue();
        assertThat(PasswordHash.parse(HASH).decoy(RANDOM).matches("secret")).isFalse();
    }
}
