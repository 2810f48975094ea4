package dev.tidings.socket.sockjs;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection of HTTP/1.1, with every byte in the test's hand. Owned by its test. */
final class RawHttp implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;
    private Map<String, String> headers = Map.of();

    /** An answer whose body was read. */
    record Answer(int status, Map<String, String> headers, String body) {

        /** A header; null when there is none. */
        @Nullable
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        /** The media type as suites compare it. */
        @Nullable
        String type() {
            String type = header("content-type");
            return type == null ? null : type.replace(" ", "");
        }
    }

    RawHttp(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request without waiting for its answer; a line of {@code further} is {@code Name: value}. */
    void send(String method, String path, String body, String... further) {
        byte[] payload = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : further) {
            head.append(header).append("\r\n");
        }
        if (!method.equals("GET") && !method.equals("OPTIONS")) {
            head.append("Content-Length: ").append(payload.length).append("\r\n");
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        whole.writeBytes(payload);
        raw(whole.toByteArray());
    }

    void raw(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the head of an answer; its status. */
    int readHead() {
        String status = line();
        Map<String, String> read = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            read.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        headers = read;
        return Integer.parseInt(status.substring(9, 12));
    }

    /** Reads an answer with its body. */
    Answer read() {
        int status = readHead();
        if (status == 204 || status == 304) {
            return new Answer(status, headers, "");
        }
        if (headers.containsKey("content-length")) {
            return new Answer(status, headers, text(Integer.parseInt(headers.get("content-length"))));
        }
        StringBuilder body = new StringBuilder();
        for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
            body.append(chunk);
        }
        return new Answer(status, headers, body.toString());
    }

    /** A header of the answer whose head was read; null when there is none. */
    @Nullable
    String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The next chunk of a body; empty at its end. */
    String chunk() {
        int length = Integer.parseInt(line(), 16);
        String text = text(length);
        line();
        return text;
    }

    /** Sends a request and reads the answer. */
    Answer ask(String method, String path, String body, String... further) {
        send(method, path, body, further);
        return read();
    }

    /** So many bytes as text. */
    String text(int length) {
        try {
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether something has come that was not read. */
    boolean hasCome() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side ends the connection without another byte. */
    boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
                if (b != '\r') {
                    line.write(b);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
