package dev.tidings.edge.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The secrets that tokens are checked with, by name. Immutable, and never empty: no key never means that anything goes. */
public final class TokenKeys {

    /** HMAC with SHA-256 is as strong as its hash only from here on (RFC 7518 §3.2). */
    public static final int MIN_SECRET_BYTES = 32;

    /** The longest name of a key. */
    public static final int MAX_KID_LENGTH = 128;

    private final Map<String, JWSVerifier> byKid = new LinkedHashMap<>();

    /**
     * @param secrets the secrets by the name that a token's {@code kid} gives
     * @throws IllegalArgumentException when there is none, or one is too short or its name too long
     */
    public TokenKeys(Map<String, byte[]> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("there is no key to check tokens with");
        }
        secrets.forEach((kid, secret) -> byKid.put(kid, verifier(kid, secret)));
    }

    /** Whether a key of ours signed it: the one that it names, or any when it names none. */
    boolean signed(JWSObject token) throws JOSEException {
        JWSHeader header = token.getHeader();
        String kid = header.getKeyID();
        List<JWSVerifier> candidates = new ArrayList<>();
        if (kid == null) {
            candidates.addAll(byKid.values());
        } else if (kid.length() <= MAX_KID_LENGTH && byKid.containsKey(kid)) {
            candidates.add(byKid.get(kid));
        }
        for (JWSVerifier candidate : candidates) {
            if (candidate.verify(header, token.getSigningInput(), token.getSignature())) {
                return true;
            }
        }
        return false;
    }

    /** The name of the key that a token claims to be signed with; null when it names none, or is no token. */
    static @Nullable String kidOf(String token) {
        int dot = token.indexOf('.');
        if (dot < 0 || token.length() > TokenVerifier.MAX_LENGTH) {
            return null;
        }
        try {
            return JWSHeader.parse(new Base64URL(token.substring(0, dot))).getKeyID();
        } catch (ParseException | IllegalArgumentException e) {
            return null;
        }
    }

    private static JWSVerifier verifier(String kid, byte[] secret) {
        if (kid.isEmpty() || kid.length() > MAX_KID_LENGTH || secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("a key has a name of 1 to " + MAX_KID_LENGTH
                    + " characters and a secret of at least " + MIN_SECRET_BYTES + " bytes");
        }
        try {
            return new MACVerifier(secret);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the secret of the key " + kid + " can't be used", e);
        }
    }
}
