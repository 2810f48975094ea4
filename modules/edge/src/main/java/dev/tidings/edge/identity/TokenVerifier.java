package dev.tidings.edge.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.util.Base64URL;
import dev.tidings.model.Actor;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a JSON Web Token (RFC 7519) is good. Immutable; pure but for the clock.
 *
 * <p>The algorithm is ours to choose and not the token's: HMAC with SHA-256. Whatever a token brings to be checked by (a
 * key, an address of one, extensions that must be understood) makes it a bad one (RFC 8725 §3.1, §3.10). What is wrong is
 * not told, since who may know needs no telling.
 */
public final class TokenVerifier {

    /** The longest token, in characters. */
    static final int MAX_LENGTH = 8 * 1024;

    /** How far the clocks of issuer and hub may be apart. */
    static final long LEEWAY_MILLIS = 30_000;

    private static final int MAX_TEXT = 255;
    private static final int MAX_PATTERNS = 1_000;
    private static final long LATEST_SECONDS = 253_402_300_799L;
    private static final int ID_BYTES = 18;

    private final TokenKeys keys;
    private final @Nullable String issuer;
    private final @Nullable String audience;
    private final LongSupplier wallMillis;

    /**
     * @param keys what it was signed with
     * @param issuer what {@code iss} must be; null = anything
     * @param audience what must be among {@code aud}; null = anything
     * @param wallMillis the time, ms since 1970
     */
    public TokenVerifier(TokenKeys keys, @Nullable String issuer, @Nullable String audience, LongSupplier wallMillis) {
        this.keys = keys;
        this.issuer = issuer;
        this.audience = audience;
        this.wallMillis = wallMillis;
    }

    /** @throws HubException {@code unauthenticated} when the token is not good */
    Token verify(String text) {
        if (text.length() > MAX_LENGTH) {
            throw bad();
        }
        try {
            JWSObject token = JWSObject.parse(text);
            Map<String, Object> claims = token.getPayload().toJSONObject();
            if (!isCanonical(token.getSignature())
                    || !isOurs(token.getHeader())
                    || !keys.signed(token)
                    || claims == null) {
                throw bad();
            }
            return read(claims, token.getSigningInput());
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
            throw bad();
        }
    }

    /** Whether the signature is written in the one way that its bytes have: what differs from it is another token. */
    private static boolean isCanonical(Base64URL signature) {
        return Base64URL.encode(signature.decode()).equals(signature);
    }

    private static boolean isOurs(JWSHeader header) {
        String type = header.getType() == null ? "JWT" : header.getType().getType();
        return JWSAlgorithm.HS256.equals(header.getAlgorithm())
                && (type.equalsIgnoreCase("JWT") || type.equalsIgnoreCase("at+jwt"))
                && header.getJWK() == null
                && header.getJWKURL() == null
                && header.getX509CertURL() == null
                && header.getX509CertChain() == null
                && header.getCriticalParams() == null
                && header.isBase64URLEncodePayload();
    }

    private Token read(Map<String, Object> claims, byte[] signed) {
        long now = wallMillis.getAsLong();
        long expires = millis(claims.get("exp"));
        long notBefore = claims.containsKey("nbf") ? millis(claims.get("nbf")) : 0;
        long issued = claims.containsKey("iat") ? millis(claims.get("iat")) : 0;
        String subject = text(claims.get("sub"));
        boolean isTimely =
                now < expires + LEEWAY_MILLIS && notBefore <= now + LEEWAY_MILLIS && issued <= now + LEEWAY_MILLIS;
        if (!isTimely || subject == null || subject.equals(AnonymousIdentity.SUBJECT) || !isMeant(claims)) {
            throw bad();
        }
        String id = claims.containsKey("jti") ? text(claims.get("jti")) : hash(signed);
        if (id == null) {
            throw bad();
        }
        Actor actor = new Actor(subject, text(claims.get("name")));
        return new Token(actor, id, issued, expires, grants(claims.get("tidings"), subject));
    }

    private boolean isMeant(Map<String, Object> claims) {
        if (issuer != null && !issuer.equals(claims.get("iss"))) {
            return false;
        }
        Object meant = claims.get("aud");
        return audience == null || audience.equals(meant) || (meant instanceof List<?> list && list.contains(audience));
    }

    private static Grants grants(@Nullable Object claim, String subject) {
        if (!(claim instanceof Map<?, ?> rights)) {
            return Grants.NONE;
        }
        return Grants.of(
                subject,
                patterns(rights.get("subscribe")),
                patterns(rights.get("publish")),
                patterns(rights.get("write")));
    }

    private static List<String> patterns(@Nullable Object value) {
        if (!(value instanceof List<?> list) || list.size() > MAX_PATTERNS) {
            return List.of();
        }
        return list.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    /** A text that may be shown and logged: 1 to 255 characters, none of them a control character; else null. */
    static @Nullable String text(@Nullable Object value) {
        boolean fits = value instanceof String text
                && !text.isBlank()
                && text.length() <= MAX_TEXT
                && text.codePoints().noneMatch(TokenVerifier::isUnfit);
        return fits ? (String) value : null;
    }

    private static boolean isUnfit(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }

    /** A NumericDate (RFC 7519 §2) in milliseconds. @throws HubException when it is none */
    private static long millis(@Nullable Object value) {
        double seconds = value instanceof Number number ? number.doubleValue() : -1;
        if (seconds >= 0 && seconds <= LATEST_SECONDS) {
            return (long) (seconds * 1000);
        }
        throw bad();
    }

    /** Of what was signed. */
    private static String hash(byte[] signed) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(signed);
            return "h." + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static HubException bad() {
        return new HubException(ErrorCode.UNAUTHENTICATED, "The token is not good.");
    }
}
