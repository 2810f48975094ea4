package dev.tidings.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import dev.tidings.edge.Right;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Which tokens are good; the forged ones are made by hand, so that no library is too polite to make them. */
class TokenVerifierTest {

    private static final long NOW = 1_800_000_000;
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "another-secret-of-32-bytes-or-so".getBytes(StandardCharsets.UTF_8);

    private final TokenVerifier verifier = new TokenVerifier(
            new TokenKeys(Map.of("main", SECRET, "old", OTHER)), "https://issuer.example", "hub", () -> NOW * 1000);

    private static JsonObject header() {
        return new JsonObject().put("alg", "HS256").put("typ", "JWT").put("kid", "main");
    }

    private static JsonObject claims() {
        return new JsonObject()
                .put("sub", "ann")
                .put("exp", NOW + 60)
                .put("iss", "https://issuer.example")
                .put("aud", "hub");
    }

    private static String token(JsonObject header, JsonObject claims, byte[] secret) {
        return token(header.encode(), claims.encode(), secret, "HmacSHA256");
    }

    private static String token(String header, String claims, byte[] secret, String algorithm) {
        try {
            String signed = base64(header.getBytes(StandardCharsets.UTF_8))
                    + '.'
                    + base64(claims.getBytes(StandardCharsets.UTF_8));
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            return signed + '.' + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String withHeader(String name, Object value) {
        return token(header().put(name, value), claims(), SECRET);
    }

    private static String withClaim(String name, Object value) {
        return token(header(), claims().put(name, value), SECRET);
    }

    private static String withoutClaim(String name) {
        JsonObject claims = claims();
        claims.remove(name);
        return token(header(), claims, SECRET);
    }

    @Test
    void takesAGoodToken() {
        JsonObject tidings = new JsonObject()
                .put("subscribe", new JsonArray().add("inbox:{sub}").add(7))
                .put("publish", "not a list");
        Token token =
                verifier.verify(token(header(), claims().put("name", "Ann").put("tidings", tidings), SECRET));
        assertThat(token.subject()).isEqualTo("ann");
        assertThat(token.name()).isEqualTo("Ann");
        assertThat(token.expiresAtMillis()).isEqualTo((NOW + 60) * 1000);
        assertThat(token.grants().allow(Right.SUBSCRIBE, new ChannelName("inbox:ann")))
                .isTrue();
        assertThat(token.grants().allow(Right.PUBLISH, new ChannelName("inbox:ann")))
                .isFalse();
    }

    @Test
    void takesWhatTheRulesLeaveOpen() {
        JsonObject bare = header();
        bare.remove("kid");
        bare.remove("typ");
        assertThat(verifier.verify(token(bare, claims(), OTHER)).subject()).isEqualTo("ann");
        assertThat(verifier.verify(token(header().put("typ", "at+jwt"), claims(), SECRET))
                        .subject())
                .isEqualTo("ann");
        assertThat(verifier.verify(withClaim("aud", new JsonArray().add("x").add("hub")))
                        .subject())
                .isEqualTo("ann");
        assertThat(verifier.verify(withClaim("exp", NOW - 29)).subject()).isEqualTo("ann");
        assertThat(verifier.verify(withClaim("nbf", NOW + 29)).subject()).isEqualTo("ann");
        assertThat(verifier.verify(withClaim("exp", NOW + 0.5)).expiresAtMillis())
                .isEqualTo(NOW * 1000 + 500);
        assertThat(verifier.verify(withClaim("jti", "t-1")).id()).isEqualTo("t-1");
    }

    @Test
    void namesATokenWithoutAJtiByWhatWasSigned() {
        assertThat(verifier.verify(token(header(), claims(), SECRET)).id()).startsWith("h.");
        assertThat(verifier.verify(token(header(), claims(), SECRET)).id())
                .isEqualTo(verifier.verify(token(header(), claims(), SECRET)).id());
    }

    @Test
    void takesASignatureInNoOtherSpellingThanItsOwn() {
        String token = token(header(), claims(), SECRET);
        // the last of 43 characters carries four bits of the signature, and two that mean nothing
        char next = (char) (token.charAt(token.length() - 1) + 1);
        for (String other : List.of(token + "=", token + "==", token.substring(0, token.length() - 1) + next)) {
            assertThatThrownBy(() -> verifier.verify(other)).as(other).isInstanceOf(HubException.class);
        }
    }

    @Test
    void rejectsEveryForgedToken() throws Exception {
        Map<String, String> forged = forged();
        assertThat(forged).hasSizeGreaterThanOrEqualTo(40);
        int rejected = 0;
        for (Map.Entry<String, String> each : forged.entrySet()) {
            assertThatThrownBy(() -> verifier.verify(each.getValue()))
                    .as(each.getKey())
                    .isInstanceOfSatisfying(
                            HubException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
            rejected++;
        }
        assertThat(rejected).isEqualTo(forged.size());
    }

    private static Map<String, String> forged() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair rsa = generator.generateKeyPair();
        Map<String, String> forged = new LinkedHashMap<>();
        String good = token(header(), claims(), SECRET);
        String[] parts = good.split("\\.", -1);
        for (String none : List.of("none", "None", "nOnE", "NONE", "")) {
            String unsigned = base64(header().put("alg", none).encode().getBytes(StandardCharsets.UTF_8));
            forged.put("alg " + none + ", no signature", unsigned + '.' + parts[1] + '.');
            forged.put("alg " + none + ", two segments", unsigned + '.' + parts[1]);
            forged.put("alg " + none + ", signed", withHeader("alg", none));
        }
        forged.put("two segments", parts[0] + '.' + parts[1]);
        forged.put("no signature", parts[0] + '.' + parts[1] + '.');
        forged.put("four segments", good + ".x");
        forged.put("empty", "");
        forged.put("dots", "...");
        forged.put("words", "let me in");
        forged.put(
                "other claims",
                parts[0]
                        + '.'
                        + base64(claims().put("sub", "eve").encode().getBytes(StandardCharsets.UTF_8))
                        + '.'
                        + parts[2]);
        forged.put("other secret", token(header(), claims(), OTHER));
        forged.put("empty secret", token(header(), claims(), new byte[] {0}));
        forged.put(
                "signed with the RSA public key",
                token(header(), claims(), rsa.getPublic().getEncoded()));
        JWSObject rs256 = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("main").build(), new Payload(claims().encode()));
        rs256.sign(new RSASSASigner(rsa.getPrivate()));
        forged.put("RS256", rs256.serialize());
        forged.put("HS512", token(header().put("alg", "HS512").encode(), claims().encode(), SECRET, "HmacSHA512"));
        forged.put("HS256 in lower case", withHeader("alg", "hs256"));
        forged.put("no alg", token("{\"typ\":\"JWT\"}", claims().encode(), SECRET, "HmacSHA256"));
        forged.put("alg twice", token("{\"alg\":\"HS256\",\"alg\":\"none\"}", claims().encode(), SECRET, "HmacSHA256"));
        forged.put("jwk", withHeader("jwk", new JsonObject().put("kty", "oct").put("k", base64(SECRET))));
        forged.put("jku", withHeader("jku", "https://evil.example/keys"));
        forged.put("x5u", withHeader("x5u", "https://evil.example/cert"));
        forged.put(
                "x5c",
                withHeader("x5c", new JsonArray().add(base64(rsa.getPublic().getEncoded()))));
        forged.put("crit", token(header().put("crit", new JsonArray().add("x")).put("x", 1), claims(), SECRET));
        forged.put("b64", token(header().put("crit", new JsonArray().add("b64")).put("b64", false), claims(), SECRET));
        forged.put("kid unknown", withHeader("kid", "nobody"));
        forged.put("kid of a path", withHeader("kid", "../../etc/passwd"));
        forged.put("kid of SQL", withHeader("kid", "main' OR '1'='1"));
        forged.put("kid too long", withHeader("kid", "m".repeat(129)));
        forged.put("kid no text", withHeader("kid", 7));
        forged.put("another type", withHeader("typ", "logout+jwt"));
        forged.put("no exp", withoutClaim("exp"));
        forged.put("exp past", withClaim("exp", NOW - 31));
        forged.put("exp text", withClaim("exp", "tomorrow"));
        forged.put("exp too large", withClaim("exp", 1e300));
        forged.put("exp negative", withClaim("exp", -1));
        forged.put("nbf to come", withClaim("nbf", NOW + 31));
        forged.put("nbf text", withClaim("nbf", "now"));
        forged.put("iat to come", withClaim("iat", NOW + 31));
        forged.put("no sub", withoutClaim("sub"));
        forged.put("sub empty", withClaim("sub", ""));
        forged.put("sub no text", withClaim("sub", new JsonArray().add("ann")));
        forged.put("sub with a control character", withClaim("sub", "ann\u0000"));
        forged.put("sub too long", withClaim("sub", "a".repeat(256)));
        forged.put("sub of nobody", withClaim("sub", "anonymous"));
        forged.put("no iss", withoutClaim("iss"));
        forged.put("another iss", withClaim("iss", "https://issuer.example.evil"));
        forged.put("no aud", withoutClaim("aud"));
        forged.put("another aud", withClaim("aud", new JsonArray().add("other")));
        forged.put("jti no text", withClaim("jti", 7));
        forged.put("claims no object", token(header().encode(), "[1]", SECRET, "HmacSHA256"));
        forged.put(
                "sub twice",
                token(header().encode(), "{\"sub\":\"eve\"," + claims().encode().substring(1), SECRET, "HmacSHA256"));
        forged.put("too large", withClaim("pad", "x".repeat(TokenVerifier.MAX_LENGTH)));
        forged.put("1 MB", "x".repeat(1 << 20));
        return forged;
    }

    @Test
    void takesNoKeyOrAShortOneForAMistake() {
        assertThatThrownBy(() -> new TokenKeys(Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenKeys(Map.of("k", new byte[31]))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenKeys(Map.of("k".repeat(129), SECRET)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
