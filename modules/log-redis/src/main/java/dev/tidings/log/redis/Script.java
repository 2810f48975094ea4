package dev.tidings.log.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The scripts that run inside the store, each one an atomic step. Immutable. */
enum Script {
    APPEND(true),
    READ(false),
    SCAN(false),
    DOCUMENT(false),
    INDEX(false),
    STATE(false),
    HELLO(false),
    FOUND(true),
    ADOPT(true),
    CLAIM(true),
    SWEEP(true),
    RECLAIM(true);

    private final String text;
    private final String sha1;

    Script(boolean writes) {
        String file = name().toLowerCase(Locale.ROOT) + ".lua";
        text = (writes ? "#!lua\n" : "#!lua flags=no-writes\n") + resource("prelude.lua") + resource(file);
        sha1 = sha1(text);
    }

    /** A call by the name that a server knows it by once it ran there. */
    Request bySha1(List<String> keys, Object... arguments) {
        return request(Request.cmd(Command.EVALSHA).arg(sha1), keys, arguments);
    }

    /** A call that teaches the server the script. */
    Request byText(List<String> keys, Object... arguments) {
        return request(Request.cmd(Command.EVAL).arg(text), keys, arguments);
    }

    private static Request request(Request begun, List<String> keys, Object... arguments) {
        begun.arg(keys.size());
        keys.forEach(begun::arg);
        for (Object argument : arguments) {
            if (argument instanceof byte[] bytes) {
                begun.arg(bytes);
            } else {
                begun.arg(argument.toString());
            }
        }
        return begun;
    }

    private static String resource(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
