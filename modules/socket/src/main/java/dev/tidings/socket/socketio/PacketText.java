package dev.tidings.socket.socketio;

import dev.tidings.edge.Problem;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packets that the hub sends (Socket.IO protocol v5), in parts, so that large ones are shared and not copied. Pure functions. */
final class PacketText {

    private static final byte[] END = ascii("]");
    private static final byte[] COMMA = ascii(",");

    private PacketText() {}

    /** The connection to a namespace is there; with {@code pid} it can be recovered, without it it can't. */
    static byte[] connected(String namespace, String sid, String pid) {
        StringBuilder text =
                begin(PacketType.CONNECT, 0, namespace).append("{\"sid\":").append(JsonText.quote(sid));
        if (!pid.isEmpty()) {
            text.append(",\"pid\":").append(JsonText.quote(pid));
        }
        return utf8(text.append('}'));
    }

    /** It is refused, with the problem that a request would get. */
    static byte[][] refused(String namespace, String message, HubException refusal) {
        StringBuilder text = begin(PacketType.CONNECT_ERROR, 0, namespace)
                .append("{\"message\":")
                .append(JsonText.quote(message))
                .append(",\"data\":");
        return new byte[][] {utf8(text), Problem.json(refusal), ascii("}")};
    }

    /** There is no such namespace: what the protocol's own suite expects, to the letter. */
    static byte[] unknown(String namespace) {
        return utf8(begin(PacketType.CONNECT_ERROR, 0, namespace).append("{\"message\":\"Invalid namespace\"}"));
    }

    /** The connection to a namespace is over, and the client shall not come back by itself. */
    static byte[] disconnected(String namespace) {
        return utf8(begin(PacketType.DISCONNECT, 0, namespace));
    }

    /** An event whose arguments are JSON. */
    static byte[][] event(String namespace, String name, byte[]... arguments) {
        byte[][][] all = new byte[arguments.length][][];
        for (int i = 0; i < arguments.length; i++) {
            all[i] = new byte[][] {arguments[i]};
        }
        return eventOf(namespace, name, all);
    }

    /** An event whose arguments are JSON, each in parts. */
    static byte[][] eventOf(String namespace, String name, byte[][]... arguments) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(utf8(begin(PacketType.EVENT, 0, namespace).append('[').append(JsonText.quote(name))));
        for (byte[][] argument : arguments) {
            parts.add(COMMA);
            parts.addAll(Arrays.asList(argument));
        }
        parts.add(END);
        return parts.toArray(new byte[0][]);
    }

    /** The answer to an event, of one argument, which is in parts. */
    static byte[][] answer(String namespace, JsonText id, byte[]... argument) {
        byte[][] parts = new byte[argument.length + 2][];
        parts[0] = utf8(begin(PacketType.ACK, 0, namespace).append(id).append('['));
        System.arraycopy(argument, 0, parts, 1, argument.length);
        parts[parts.length - 1] = END;
        return parts;
    }

    /** An event, or with an id an answer, whose placeholders stand for attachments that follow. */
    static byte[] withArguments(
            PacketType type, int attachments, String namespace, @Nullable JsonText id, List<JsonText> elements) {
        StringBuilder text = begin(type, attachments, namespace);
        if (id != null) {
            text.append(id);
        }
        text.append('[');
        for (int i = 0; i < elements.size(); i++) {
            text.append(i == 0 ? "" : ",").append(elements.get(i));
        }
        return utf8(text.append(']'));
    }

    private static StringBuilder begin(PacketType type, int attachments, String namespace) {
        StringBuilder text = new StringBuilder(64).append(type.digit());
        if (attachments > 0) {
            text.append(attachments).append('-');
        }
        return namespace.equals(Packet.MAIN) ? text : text.append(namespace).append(',');
    }

    static byte[] utf8(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
