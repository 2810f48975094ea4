package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * A WebSocket over a bare socket: sends exactly the bytes it is told to, and reads frames itself. Owned by its test. A read
 * has a time limit.
 */
public final class WireClient implements AutoCloseable {

    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final byte[] MASK = {0x12, (byte) 0xf4, 0x56, 0x08};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private final DataInputStream in;
    private final Deque<String> lines = new ArrayDeque<>();
    private List<String> head = List.of();

    /** A frame of the server. */
    public record Frame(boolean last, int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close; 1005 when it has none. */
        public int code() {
            assertThat(opcode).as("a close, not: " + text()).isEqualTo(FrameReader.CLOSE);
            return payload.length == 0 ? Close.NONE : Close.code(payload);
        }
    }

    public WireClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A WebSocket that was accepted. */
    public static WireClient open(int port, String path, String... headers) {
        WireClient client = new WireClient(port);
        client.send(request(path, headers).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(client.readHead()).as(client.head.toString()).isEqualTo(101);
        return client;
    }

    public static String request(String path, String... headers) {
        StringBuilder request =
                new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void text(String text) {
        send(frame(0x80 | FrameReader.TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** One masked frame; {@code first} is its first byte. */
    public static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        out.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ MASK[i & 3]);
        }
        return out.toByteArray();
    }

    public static byte[] close(int code) {
        return frame(0x80 | FrameReader.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** Reads the head of the answer; its status. */
    public int readHead() {
        List<String> read = new ArrayList<>();
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (true) {
                int b = in.readUnsignedByte();
                if (b == '\n') {
                    if (line.size() == 0) {
                        break;
                    }
                    read.add(line.toString(StandardCharsets.ISO_8859_1));
                    line.reset();
                } else if (b != '\r') {
                    line.write(b);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        head = read;
        return Integer.parseInt(read.get(0).substring(9, 12));
    }

    /** A header of the answer; null when it has none. */
    public String header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return head.stream()
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(header -> header.substring(prefix.length()).trim())
                .findFirst()
                .orElse(null);
    }

    /** The next frame. */
    public Frame frame() {
        try {
            int first = in.readUnsignedByte();
            int size = in.readUnsignedByte();
            assertThat(size).as("a frame without a mask").isLessThan(128);
            long length = size == 126 ? in.readUnsignedShort() : size == 127 ? in.readLong() : size;
            assertThat(first & 0x70).as("reserved bits").isZero();
            return new Frame((first & 0x80) != 0, first & 0x0f, in.readNBytes((int) length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next message, put together; {@code maxFrame} bytes a frame at the most. */
    public String message() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Frame frame = frame();
        assertThat(frame.opcode())
                .as(() -> "a text, not a close with " + frame.code())
                .isEqualTo(FrameReader.TEXT);
        Frame next = frame;
        while (true) {
            assertThat(next.payload().length).isLessThanOrEqualTo(64 * 1024);
            whole.writeBytes(next.payload());
            if (next.last()) {
                return whole.toString(StandardCharsets.UTF_8);
            }
            next = frame();
            assertThat(next.opcode()).isEqualTo(FrameReader.CONTINUATION);
        }
    }

    /** The next object, whichever message it is a line of. */
    public String line() {
        if (lines.isEmpty()) {
            lines.addAll(List.of(message().split("\n")));
        }
        return lines.remove();
    }

    /** The next object, read. */
    public JsonNode object() {
        try {
            return JSON.readTree(line());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next object that has this member; what comes before is skipped. */
    public JsonNode awaiting(String member) {
        for (JsonNode object = object(); ; object = object()) {
            if (object.has(member)) {
                return object.get(member);
            }
        }
    }

    /** Reads on to the end, skipping; the code of the close that came last, or −1 when none did. */
    public int closeCode() {
        int code = -1;
        try {
            while (code < 0) {
                Frame frame = frame();
                code = frame.opcode() == FrameReader.CLOSE ? frame.code() : -1;
            }
        } catch (UncheckedIOException e) {
            return -1;
        }
        return code;
    }

    /** Whether the server has ended the connection, once everything is read; waits for it. */
    public boolean isEnded() {
        try {
            in.readAllBytes();
            return true;
        } catch (EOFException | SocketException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
