package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The one key of nodes that are not on loopback, and the token that it signs (RFC 7519, HS256). Immutable. */
final class TestKey {

    private static final int SECRET_BYTES = 32;
    private static final int LIFE_SECONDS = 86_400;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String secret;

    /** A random one. */
    TestKey() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        secret = BASE64.encodeToString(bytes);
    }

    /** As {@code auth.keys} takes it. */
    String setting() {
        return "{verify: \"" + secret + "\"}";
    }

    /** May do everything, for a day. */
    String token() {
        long until = Instant.now().getEpochSecond() + LIFE_SECONDS;
        String signed = part("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"verify\"}") + "."
                + part("{\"sub\":\"verify\",\"exp\":" + until
                        + ",\"tidings\":{\"subscribe\":[\"*\"],\"publish\":[\"*\"],\"write\":[\"*\"]}}");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static String part(String json) {
        return BASE64.encodeToString(json.getBytes(UTF_8));
    }
}
