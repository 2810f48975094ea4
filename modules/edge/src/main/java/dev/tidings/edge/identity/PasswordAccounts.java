package dev.tidings.edge.identity;

import dev.tidings.model.Actor;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * People with a password, as configured. Thread-safe because what it holds is. Passwords are checked by workers, a few at a
 * time; an unknown name takes as long as a known one.
 */
public final class PasswordAccounts implements Accounts {

    /** So many sign-ins may wait for a worker. */
    private static final int MAX_WAITING = 32;

    private static final long BUSY_MILLIS = 1_000;

    /** A name's owner must not be kept out for long by those who guess. */
    private static final long MAX_NAME_WAIT_MILLIS = 30_000;

    private static final long MAX_ADDRESS_WAIT_MILLIS = 900_000;
    private static final int FREE_FOR_NAME = 5;
    private static final int FREE_FOR_ADDRESS = 20;

    private final Map<String, Person> people = new LinkedHashMap<>();
    private final PasswordHash nobody;
    private final Workers workers;
    private final BackOff names;
    private final BackOff addresses;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Threads for what takes long. */
    @FunctionalInterface
    public interface Workers {
        /** Runs a task on a worker; completes on the caller's loop. */
        Future<Boolean> run(Callable<Boolean> task);
    }

    /**
     * Somebody with a password. Immutable.
     *
     * @param account who it is
     * @param password the hash, see {@link PasswordHash}
     */
    public record Person(Account account, String password) {}

    /**
     * @param all everybody
     * @param random in production a {@link java.security.SecureRandom}
     * @param monotonicMillis a clock that never goes back
     */
    public PasswordAccounts(List<Person> all, Workers workers, RandomGenerator random, LongSupplier monotonicMillis) {
        all.forEach(person -> people.put(person.account().actor().sub(), person));
        PasswordHash model = all.isEmpty()
                ? PasswordHash.of("", random)
                : PasswordHash.parse(all.get(0).password());
        this.nobody = model.decoy(random);
        this.workers = workers;
        this.names = new BackOff(FREE_FOR_NAME, MAX_NAME_WAIT_MILLIS, monotonicMillis);
        this.addresses = new BackOff(FREE_FOR_ADDRESS, MAX_ADDRESS_WAIT_MILLIS, monotonicMillis);
    }

    @Override
    public Future<Account> signIn(String name, String password, String address) {
        long wait = Math.max(names.waitMillis(name), addresses.waitMillis(address));
        if (wait > 0) {
            return Future.failedFuture(tooMany("Too many wrong passwords.", wait));
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(tooMany("Too many people sign in at once.", BUSY_MILLIS));
        }
        names.tried(name);
        addresses.tried(address);
        Person person = people.get(name);
        PasswordHash hash = person == null ? nobody : PasswordHash.parse(person.password());
        return workers.run(() -> hash.matches(password))
                .onComplete(done -> waiting.decrementAndGet())
                .compose(matches -> {
                    if (!matches || person == null) {
                        return Future.failedFuture(
                                new HubException(ErrorCode.UNAUTHENTICATED, "The name or the password is wrong."));
                    }
                    names.succeeded(name);
                    addresses.succeeded(address);
                    return Future.succeededFuture(person.account());
                });
    }

    @Override
    public @Nullable Account find(Actor actor) {
        Person person = people.get(actor.sub());
        return person == null ? null : person.account();
    }

    private static HubException tooMany(String detail, long waitMillis) {
        return new HubException(ErrorCode.TOO_MANY_REQUESTS, detail).withRetryAfterMillis(waitMillis);
    }
}
