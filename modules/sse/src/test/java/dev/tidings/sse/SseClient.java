package dev.tidings.sse;

import dev.tidings.sse.EventStreamParser.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client such as {@code curl -N}: a bare socket, which reads when its test wants it to. Every read has a time limit. Owned
 * by its test.
 */
final class SseClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final EventStreamParser parser = new EventStreamParser();
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final int port;
    private final InputStream in;
    private int status;
    private boolean chunked;
    private boolean ended;
    private int taken;

    SseClient(int port) {
        this(port, 64 * 1024);
    }

    /** @param receiveBufferBytes how much the kernel takes for a client that does not read */
    SseClient(int port, int receiveBufferBytes) {
        this.port = port;
        try {
            socket.setReceiveBufferSize(receiveBufferBytes);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SseClient get(String path, String... lines) {
        return request("GET " + path + " HTTP/1.1", "", lines);
    }

    SseClient post(String path, String json, String... lines) {
        String[] all = new String[lines.length + 2];
        System.arraycopy(lines, 0, all, 2, lines.length);
        all[0] = "Content-Type: application/json";
        all[1] = "Content-Length: " + json.getBytes(StandardCharsets.UTF_8).length;
        return request("POST " + path + " HTTP/1.1", json, all);
    }

    /** Sends a request and reads the head of its answer. */
    SseClient request(String line, String body, String... lines) {
        StringBuilder text =
                new StringBuilder(line).append("\r\nHost: localhost:").append(port);
        for (String header : lines) {
            text.append("\r\n").append(header);
        }
        text.append("\r\n\r\n").append(body);
        try {
            socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
            readHead();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    int status() {
        return status;
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    String lastEventId() {
        return parser.lastEventId();
    }

    EventStreamParser parser() {
        return parser;
    }

    /** The next event; waits for it. */
    Event next() {
        while (parser.events().size() <= taken) {
            if (!read()) {
                throw new AssertionError("the stream ended after " + parser.events());
            }
        }
        return parser.events().get(taken++);
    }

    /** All events from the next one to the first that fits. */
    List<Event> until(Predicate<Event> last) {
        int from = taken;
        Event event = next();
        while (!last.test(event)) {
            event = next();
        }
        return List.copyOf(parser.events().subList(from, taken));
    }

    /** So many further events. */
    List<Event> next(int count) {
        int from = taken;
        for (int i = 0; i < count; i++) {
            next();
        }
        return List.copyOf(parser.events().subList(from, taken));
    }

    /** Reads to the end of the stream; all events that were not taken yet. */
    List<Event> rest() {
        int from = taken;
        while (read()) {
            taken = parser.events().size();
        }
        taken = parser.events().size();
        return List.copyOf(parser.events().subList(from, taken));
    }

    /** Reads until so many comments came. */
    void awaitComments(int count) {
        while (parser.comments().size() < count) {
            if (!read()) {
                throw new AssertionError("the stream ended");
            }
        }
    }

    /** The body of an answer that tells its length. */
    String text() {
        try {
            return new String(in.readNBytes(Integer.parseInt(headers.get("content-length"))), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a little and no more. */
    void readOnce() {
        read();
    }

    /** Closes the connection at once, with a reset. */
    @Override
    public void close() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readHead() throws IOException {
        String first = line();
        status = Integer.parseInt(first.substring(9, 12));
        headers.clear();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        chunked = "chunked".equals(headers.get("transfer-encoding"));
    }

    /** Reads one chunk, or what there is; false at the end. */
    private boolean read() {
        if (ended) {
            return false;
        }
        try {
            byte[] bytes = chunked ? chunk() : some();
            ended = bytes.length == 0;
            parser.feed(bytes);
            return !ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] chunk() throws IOException {
        int size = Integer.parseInt(line(), 16);
        byte[] chunk = in.readNBytes(size);
        if (!line().isEmpty()) {
            throw new IOException("a chunk without its end");
        }
        return chunk;
    }

    private byte[] some() throws IOException {
        byte[] buffer = new byte[8 * 1024];
        int count = in.read(buffer);
        return count <= 0 ? new byte[0] : java.util.Arrays.copyOf(buffer, count);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the connection was closed");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
