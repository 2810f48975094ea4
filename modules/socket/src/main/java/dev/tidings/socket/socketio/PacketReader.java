package dev.tidings.socket.socketio;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one packet that a client sent (Socket.IO protocol v5): {@code type [attachments "-"] [namespace ","] [id] [JSON]}.
 * Owned by its caller, for one pass over one text. Strict: what the protocol doesn't know is an error and not a guess, since
 * after it there is no telling what the client believes.
 */
final class PacketReader {

    /** How many binary messages one packet announces at the most: each is held until the last has come. */
    static final int MAX_ATTACHMENTS = 10;

    /** A namespace's name at the most: it is kept for each connection and said back. */
    static final int MAX_NAMESPACE_LENGTH = 128;

    /** The largest id is below 2^53, so that a client in JavaScript finds the same one in the answer. */
    private static final int MAX_ID_DIGITS = 15;

    private static final int END = -1;

    private final byte[] text;
    private int at;

    private PacketReader(byte[] text) {
        this.text = text;
    }

    /**
     * Reads a packet.
     *
     * @param text UTF-8, a whole message of the transport
     * @throws HubException {@code malformed} saying what is wrong
     */
    static Packet read(byte[] text) {
        return new PacketReader(text).packet();
    }

    private Packet packet() {
        PacketType type = PacketType.of(peek());
        if (type == null) {
            throw malformed("A packet begins with a digit from 0 to 6.");
        }
        at++;
        int attachments = type.isBinary() ? attachments() : 0;
        String namespace = peek() == '/' ? namespace() : Packet.MAIN;
        long id = id();
        JsonText data = at < text.length ? json() : null;
        requireFitting(type, id, data);
        return new Packet(type, namespace, id, attachments, data);
    }

    private int attachments() {
        int count = 0;
        int from = at;
        while (isDigit(peek()) && at - from < 3) {
            count = count * 10 + (text[at++] - '0');
        }
        if (at == from || text[from] == '0' || peek() != '-') {
            throw malformed("A binary packet says how many attachments follow, 1 or more.");
        }
        if (count > MAX_ATTACHMENTS) {
            throw malformed("A packet has at most " + MAX_ATTACHMENTS + " attachments.");
        }
        at++;
        return count;
    }

    private String namespace() {
        int from = at;
        while (peek() != END && peek() != ',') {
            if (text[at] <= ' ' || text[at] > '~') {
                throw malformed("A namespace is of printable ASCII characters.");
            }
            at++;
        }
        if (at - from > MAX_NAMESPACE_LENGTH) {
            throw malformed("A namespace has at most " + MAX_NAMESPACE_LENGTH + " characters.");
        }
        String namespace = new String(text, from, at - from, StandardCharsets.US_ASCII);
        if (peek() == ',') {
            at++;
        }
        return namespace;
    }

    private long id() {
        int from = at;
        long id = 0;
        while (isDigit(peek())) {
            if (at - from == MAX_ID_DIGITS) {
                throw malformed("An id has at most " + MAX_ID_DIGITS + " digits.");
            }
            id = id * 10 + (text[at++] - '0');
        }
        if (at == from) {
            return Packet.NO_ID;
        }
        if (text[from] == '0' && at - from > 1) {
            throw malformed("An id has no leading zeros.");
        }
        return id;
    }

    private JsonText json() {
        int first = text[at];
        if (first != '[' && first != '{') {
            throw malformed("The data of a packet is an array or an object.");
        }
        byte[] rest = Arrays.copyOfRange(text, at, text.length);
        return JsonText.parse(rest, JsonLimits.DEFAULT.withMaxBytes(rest.length));
    }

    private static void requireFitting(PacketType type, long id, @Nullable JsonText data) {
        boolean isArray = data != null && !data.isObject();
        switch (type) {
            case CONNECT -> require(id == Packet.NO_ID && !isArray, "A CONNECT has an object as data, or none.");
            case DISCONNECT -> require(id == Packet.NO_ID && data == null, "A DISCONNECT has no data.");
            case EVENT, BINARY_EVENT -> require(isArray, "An event is an array.");
            case ACK, BINARY_ACK -> require(id != Packet.NO_ID && isArray, "An answer has an id and an array.");
            case CONNECT_ERROR -> throw malformed("A client refuses no connection.");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw malformed(otherwise);
        }
    }

    private int peek() {
        return at < text.length ? text[at] : END;
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static HubException malformed(String detail) {
        return new HubException(ErrorCode.MALFORMED, detail);
    }
}
