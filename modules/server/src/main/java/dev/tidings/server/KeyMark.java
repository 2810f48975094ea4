package dev.tidings.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tells a key from others for everybody to see, and shows nothing of it. Pure functions. */
final class KeyMark {

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] PURPOSE = "tidings: which key of sessions".getBytes(US_ASCII);
    private static final int BYTES = 8;

    private KeyMark() {}

    /** The mark of a secret of at least 32 bytes, so that nobody finds it by trying. */
    static String of(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(PURPOSE), BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
