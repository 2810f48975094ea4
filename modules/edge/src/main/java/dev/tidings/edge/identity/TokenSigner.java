package dev.tidings.edge.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.util.Map;

/** Makes tokens with one key. Immutable. */
public final class TokenSigner {

    private final JWSHeader header;
    private final JWSSigner signer;

    /**
     * @param kid the key's name
     * @throws IllegalArgumentException when the secret is too short
     */
    public TokenSigner(String kid, byte[] secret) {
        this.header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(JOSEObjectType.JWT)
                .keyID(kid)
                .build();
        try {
            this.signer = new MACSigner(secret);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("a secret has at least " + TokenKeys.MIN_SECRET_BYTES + " bytes", e);
        }
    }

    /** The token with these claims; times in seconds since 1970. */
    public String sign(Map<String, Object> claims) {
        JWSObject token = new JWSObject(header, new Payload(claims));
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("HMAC with SHA-256 failed", e);
        }
        return token.serialize();
    }
}
