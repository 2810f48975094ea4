package dev.tidings.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that sends exactly the bytes it is told to, and reads HTTP/1.x answers itself. */
final class RawClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    final Socket socket;
    private final InputStream in;

    record Answer(int status, List<String> headers, String body) {
        String header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            for (String header : headers) {
                if (header.toLowerCase(Locale.ROOT).startsWith(prefix)) {
                    return header.substring(prefix.length()).trim();
                }
            }
            return null;
        }
    }

    RawClient(int port) {
        this("127.0.0.1", port);
    }

    RawClient(String from, int port) {
        try {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.bind(new InetSocketAddress(InetAddress.getAllByName(from)[0], 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one answer with its whole body. */
    Answer read() {
        return read(true);
    }

    /** Reads one answer; that to a HEAD has no body. */
    Answer read(boolean withBody) {
        try {
            Answer head = head();
            if (!withBody || head.status() == 204 || head.status() == 304) {
                return head;
            }
            String length = head.header("content-length");
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            if (length != null) {
                body.write(in.readNBytes(Integer.parseInt(length)));
            } else if ("chunked".equals(head.header("transfer-encoding"))) {
                for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                    body.write(chunk);
                }
            } else {
                in.transferTo(body);
            }
            return new Answer(head.status(), head.headers(), body.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the head of an answer only. */
    Answer head() throws IOException {
        String first = line();
        if (first == null) {
            throw new IOException("the connection was closed");
        }
        List<String> headers = new ArrayList<>();
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        return new Answer(Integer.parseInt(first.substring(9, 12)), headers, "");
    }

    /** Reads one chunk of a body; empty at its end. */
    byte[] chunk() throws IOException {
        String size = line();
        if (size == null) {
            throw new IOException("the body was cut");
        }
        byte[] chunk = in.readNBytes(Integer.parseInt(size, 16));
        if (!"".equals(line())) {
            throw new IOException("a chunk without its end");
        }
        return chunk;
    }

    /** Says that nothing more will be sent. */
    void sent() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // the peer has closed it already, which its answer tells
        }
    }

    /** All that comes until the peer closes the connection, be it by a reset. */
    String everything() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.write(b);
            }
        } catch (SocketException e) {
            // a reset is an end too
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads so many bytes. */
    byte[] bytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** Reads up to the end of the connection. */
    byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    /** Whether the peer has closed the connection, once all that it sent before is read; waits for it. */
    boolean isClosed() {
        try {
            in.transferTo(new ByteArrayOutputStream());
            return true;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
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
