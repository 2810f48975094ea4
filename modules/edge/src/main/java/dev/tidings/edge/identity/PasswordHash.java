package dev.tidings.edge.identity;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A password that can be checked and not be read: PBKDF2 with HMAC-SHA-256 (RFC 8018), written as {@code
 * pbkdf2-sha256$<iterations>$<salt>$<hash>} with both in base64. Immutable. Making and checking one takes a good part of a
 * second of a CPU, which is its purpose: never on an event loop.
 */
public final class PasswordHash {

    /** How often the hash is repeated in a new one. */
    static final int ITERATIONS = 600_000;

    private static final String SCHEME = "pbkdf2-sha256";
    private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
    private static final int MIN_ITERATIONS = 100_000;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** A new hash of a password. */
    public static PasswordHash of(String password, RandomGenerator random) {
        return of(password, ITERATIONS, random);
    }

    static PasswordHash of(String password, int iterations, RandomGenerator random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(iterations, salt, derive(password, salt, iterations));
    }

    /** Whether a text is such a hash. */
    public static boolean isHash(String text) {
        return read(text) != null;
    }

    /** @throws IllegalArgumentException unless {@link #isHash} */
    static PasswordHash parse(String text) {
        PasswordHash hash = read(text);
        if (hash == null) {
            throw new IllegalArgumentException("not the hash of a password");
        }
        return hash;
    }

    /** Whether it is the password, in a time that does not tell how much of it fits. */
    boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(password, salt, iterations));
    }

    /** One that takes as long to check, and that no password fits. */
    PasswordHash decoy(RandomGenerator random) {
        byte[] other = new byte[HASH_BYTES];
        random.nextBytes(other);
        return new PasswordHash(iterations, salt, other);
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return SCHEME + '$' + iterations + '$' + base64.encodeToString(salt) + '$' + base64.encodeToString(hash);
    }

    private static @Nullable PasswordHash read(String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            return null;
        }
        try {
            int iterations = Integer.parseInt(parts[1]);
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            byte[] hash = Base64.getDecoder().decode(parts[3]);
            boolean fits = iterations >= MIN_ITERATIONS
                    && iterations <= MAX_ITERATIONS
                    && salt.length >= SALT_BYTES
                    && hash.length == HASH_BYTES;
            return fits ? new PasswordHash(iterations, salt, hash) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        } finally {
            spec.clearPassword();
        }
    }
}
