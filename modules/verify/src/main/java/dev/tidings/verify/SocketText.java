package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads what a hub sends on one WebSocket, from its answer to the handshake on. Owned by the run's event loop. */
final class SocketText {

    private static final String HEAD_END = "\r\n\r\n";

    private final SocketDecoder frames = new SocketDecoder();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String head = "";
    private boolean granted;

    /** Whether the hub has closed. */
    boolean ended() {
        return frames.ended();
    }

    /**
     * Takes what came.
     *
     * @return the lines that it completed
     * @throws IOException when the handshake was refused, or the hub sent what no hub sends
     */
    List<String> feed(Buffer bytes) throws IOException {
        byte[] in = bytes.getBytes();
        int from = 0;
        if (!granted) {
            int before = head.length();
            head += new String(in, ISO_8859_1);
            int end = head.indexOf(HEAD_END);
            if (end < 0) {
                return List.of();
            }
            if (!head.startsWith(SocketRequest.GRANTED)) {
                throw new IOException("a WebSocket was refused: " + head);
            }
            granted = true;
            from = end + HEAD_END.length() - before;
        }
        byte[] text = new byte[in.length + 1];
        return lines(text, frames.decode(ByteBuffer.wrap(in, from, in.length - from), text, 0));
    }

    private List<String> lines(byte[] text, int end) {
        List<String> whole = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            if (text[i] == '\n') {
                whole.add(line.toString(UTF_8));
                line.reset();
            } else {
                line.write(text[i]);
            }
        }
        return whole;
    }
}
