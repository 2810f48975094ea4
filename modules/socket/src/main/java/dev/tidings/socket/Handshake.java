package dev.tidings.socket;

import dev.tidings.edge.Exchange;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The server's side of the opening handshake (RFC 6455 §4.2). Pure functions but for the headers that they set. */
public final class Handshake {

    /** The protocol to upgrade to. */
    public static final String PROTOCOL = "websocket";

    private static final String KEY = "Sec-WebSocket-Key";
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";
    private static final String SPOKEN_VERSION = "13";
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final int KEY_CHARACTERS = 24;

    private Handshake() {}

    /**
     * Checks the request and sets the headers of its 101. Extensions are never agreed on: no compression, so no bomb.
     *
     * @param subprotocol the one that is spoken, chosen when the client offers it; null when there is none
     * @throws HubException {@code upgrade-required}, with the headers that say what is; {@code malformed} for a body
     */
    public static void check(Exchange exchange, @Nullable String subprotocol) {
        check(exchange, subprotocol, Set.of(SPOKEN_VERSION));
    }

    /** The same, for clients of any of these versions, whose frames are alike: 7, 8 and 13 are. */
    public static void check(Exchange exchange, @Nullable String subprotocol, Set<String> versions) {
        MultiMap headers = exchange.request().headers();
        if (!exchange.asksFor(PROTOCOL)) {
            throw misfit(exchange, "This is a WebSocket: ask for an upgrade in HTTP/1.1.");
        }
        List<String> version = headers.getAll(VERSION);
        if (version.size() != 1 || !versions.contains(version.get(0))) {
            exchange.set(VERSION, SPOKEN_VERSION);
            throw misfit(exchange, "Version 13 of the WebSocket protocol is spoken.");
        }
        List<String> keys = headers.getAll(KEY);
        if (keys.size() != 1 || !isKey(keys.get(0))) {
            throw misfit(exchange, "Sec-WebSocket-Key is 16 bytes in base64, once.");
        }
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING) || !isEmpty(headers.get(HttpHeaders.CONTENT_LENGTH))) {
            throw new HubException(ErrorCode.MALFORMED, "The request for a WebSocket has no body.");
        }
        exchange.set("Sec-WebSocket-Accept", accept(keys.get(0)));
        if (subprotocol != null && offers(headers, subprotocol)) {
            exchange.set(SUBPROTOCOL, subprotocol);
        }
    }

    /** What proves that the server understood the key (RFC 6455 §4.2.2). */
    static String accept(String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(digest.digest((key + ACCEPT_GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static boolean isEmpty(@Nullable String contentLength) {
        return contentLength == null || contentLength.equals("0");
    }

    private static boolean isKey(String text) {
        if (text.length() != KEY_CHARACTERS) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean offers(MultiMap headers, String subprotocol) {
        for (String value : headers.getAll(SUBPROTOCOL)) {
            for (String offered : value.split(",", -1)) {
                if (offered.trim().equals(subprotocol)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static HubException misfit(Exchange exchange, String detail) {
        if (exchange.request().version() != HttpVersion.HTTP_2) {
            exchange.set("Upgrade", PROTOCOL);
            exchange.set("Connection", "Upgrade");
        }
        return new HubException(ErrorCode.UPGRADE_REQUIRED, detail);
    }
}
