package dev.tidings.edge.identity;

import dev.tidings.edge.identity.Accounts.Account;
import dev.tidings.model.Actor;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of people who signed in: tokens of the hub's own in a cookie, which say who it is and not what they may do.
 * Immutable; nothing is kept of a session but its key, so that a restart signs nobody out.
 */
public final class Sessions {

    /** The cookie's name. */
    public static final String COOKIE = "tidings_session";

    /** The name of the key, by which a session's token is told from others. */
    private static final String KID = "tidings-session";

    private static final int ID_BYTES = 16;

    private final TokenSigner signer;
    private final TokenVerifier verifier;
    private final Accounts accounts;
    private final long lifeMillis;
    private final LongSupplier wallMillis;
    private final RandomGenerator random;

    /**
     * @param secret signs them; at least 32 bytes
     * @param accounts who may have one
     * @param lifeMillis how long one lasts without use
     * @param random thread-safe, in production a {@link java.security.SecureRandom}
     */
    public Sessions(
            byte[] secret, Accounts accounts, long lifeMillis, LongSupplier wallMillis, RandomGenerator random) {
        this.signer = new TokenSigner(KID, secret);
        this.verifier = new TokenVerifier(new TokenKeys(Map.of(KID, secret)), null, null, wallMillis);
        this.accounts = accounts;
        this.lifeMillis = lifeMillis;
        this.wallMillis = wallMillis;
        this.random = random;
    }

    Accounts accounts() {
        return accounts;
    }

    /** How long a session lasts without use; no token of one lives longer. */
    long lifeMillis() {
        return lifeMillis;
    }

    /** A new session's token. */
    String begin(Actor actor) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return sign(actor, "s." + Base64.getUrlEncoder().withoutPadding().encodeToString(id));
    }

    /** Whether a token claims to be one of a session. */
    static boolean isSession(String token) {
        return KID.equals(TokenKeys.kidOf(token));
    }

    /**
     * Checks a session's token.
     *
     * @throws HubException {@code unauthenticated} when it isn't good, or there is no such account any more
     */
    Token verify(String text) {
        Token token = verifier.verify(text);
        Account account = accounts.find(token.actor());
        if (account == null) {
            throw new HubException(ErrorCode.UNAUTHENTICATED, "There is no such account.");
        }
        return new Token(
                account.actor(), token.id(), token.issuedAtMillis(), token.expiresAtMillis(), account.grants());
    }

    /** The same session's next token, when half the life of this one is over; null before. */
    @Nullable
    String renewed(Token token) {
        boolean isOld = wallMillis.getAsLong() > token.expiresAtMillis() - lifeMillis / 2;
        return isOld ? sign(token.actor(), token.id()) : null;
    }

    /** The session's token in a request; null when there is none. */
    static @Nullable String tokenIn(MultiMap headers) {
        for (String header : headers.getAll(HttpHeaders.COOKIE)) {
            for (int begin = 0; begin < header.length(); ) {
                int semicolon = header.indexOf(';', begin);
                int end = semicolon < 0 ? header.length() : semicolon;
                String pair = header.substring(begin, end).strip();
                if (pair.startsWith(COOKIE + "=")) {
                    return pair.substring(COOKIE.length() + 1);
                }
                begin = end + 1;
            }
        }
        return null;
    }

    /**
     * The value of {@code Set-Cookie} for a session's token.
     *
     * @param secure whether the browser speaks TLS, and shall show the cookie by TLS alone
     */
    String cookie(String token, boolean secure) {
        return cookie(token, lifeMillis / 1000, secure);
    }

    /** The value of {@code Set-Cookie} that makes a browser forget its session. */
    static String noCookie(boolean secure) {
        return cookie("", 0, secure);
    }

    private static String cookie(String token, long seconds, boolean secure) {
        return COOKIE + '=' + token + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    private String sign(Actor actor, String id) {
        long now = wallMillis.getAsLong();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", actor.sub());
        if (actor.name() != null) {
            claims.put("name", actor.name());
        }
        claims.put("jti", id);
        claims.put("iat", now / 1000);
        claims.put("exp", (now + lifeMillis) / 1000);
        return signer.sign(claims);
    }
}
