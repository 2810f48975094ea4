package dev.tidings.edge;

import static dev.tidings.edge.EdgeNode.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.JsonText;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What costs a client of HTTP/2 next to nothing and a careless server all it has. Frames are written by hand (RFC 9113). */
@TestInstance(Lifecycle.PER_CLASS)
class Http2FloodTest {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    /** {@code GET /things} of {@code localhost} by http, in HPACK. */
    private static final byte[] GET =
            bytes(new byte[] {(byte) 0x82, (byte) 0x86, 0x04, 7}, "/things", new byte[] {0x41, 9}, "localhost");

    private static final byte[] POST = bytes(
            new byte[] {(byte) 0x83, (byte) 0x86, 0x04, 7},
            "/things",
            new byte[] {0x41, 9},
            "localhost",
            new byte[] {0x5f, 16},
            "application/json");

    /** Of time there is so much that it ends no flood. */
    private static final ListenerLimits PATIENT =
            new ListenerLimits(8192, 16384, 300_000, 300_000, 300_000, 300_000, 100, ClientLimits.DEFAULT, 50);

    private static final ListenerLimits IMPATIENT =
            new ListenerLimits(8192, 16384, 1_000, 300_000, 300_000, 300_000, 100, ClientLimits.DEFAULT, 50);

    private final AtomicInteger reached = new AtomicInteger();
    private final Operation[] operations = {
        operation(HttpMethod.GET, "/things", exchange -> {
            reached.incrementAndGet();
            exchange.respond(200, JsonText.of("1"));
        }),
        operation(
                HttpMethod.POST,
                "/things",
                List.of(),
                EdgeNode.json(1000, new JsonObject()),
                exchange -> exchange.respond(200, JsonText.of("2")))
    };
    private final EdgeNode node = node(PATIENT);

    @AfterAll
    void close() {
        node.close();
    }

    private EdgeNode node(ListenerLimits limits) {
        return new EdgeNode(
                new ListenerSettings("127.0.0.1", 0, null, true, true, List.of(), limits),
                Border.development(),
                operations);
    }

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object part : parts) {
            all.writeBytes(part instanceof byte[] raw ? raw : part.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return all.toByteArray();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .put((byte) (payload.length >> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private Socket connected() throws IOException {
        return connected(node);
    }

    private static Socket connected(EdgeNode node) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", frame(SETTINGS, 0, 0, new byte[0])));
        return socket;
    }

    /** Sends frames, a part after another, until they are all sent or the server has closed. */
    private static void flood(Socket socket, int count, IntFunction<byte[]> part) throws IOException {
        ByteArrayOutputStream pending = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            pending.writeBytes(part.apply(i));
            if (pending.size() > 16_384 || i == count - 1) {
                try {
                    socket.getOutputStream().write(pending.toByteArray());
                } catch (SocketException closed) {
                    return;
                }
                pending.reset();
            }
        }
    }

    /** Reads until the server says that it goes, or is gone. */
    private static void awaitEnd(Socket socket) {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int first = in.read(); first >= 0; first = in.read()) {
                int length = first << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.readUnsignedByte();
                in.readInt();
                in.skipNBytes(length);
                if (type == GOAWAY) {
                    return;
                }
            }
        } catch (SocketException | EOFException closed) {
            // it was closed without a word
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void isEnded(int count, IntFunction<byte[]> part) throws IOException {
        for (int i = 0; i < 2; i++) {
            try (Socket socket = connected()) {
                flood(socket, count, part);
                awaitEnd(socket);
            }
        }
        assertThat(node.request("GET /things HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status())
                .as("all others are served")
                .isEqualTo(200);
    }

    /** What the floods below are made of is taken, one by one, from who means it. */
    @Test
    void servesTheSameFramesToWhoSendsNoFlood() throws IOException {
        try (Socket socket = connected()) {
            flood(socket, 20, i -> frame(HEADERS, END_STREAM | END_HEADERS, 4 * i + 1, GET));
            flood(
                    socket,
                    20,
                    i -> bytes(
                            frame(HEADERS, 0, 4 * i + 81, POST),
                            frame(CONTINUATION, END_HEADERS, 4 * i + 81, new byte[0]),
                            frame(WINDOW_UPDATE, 0, 4 * i + 81, number(1)),
                            frame(DATA, END_STREAM, 4 * i + 81, "{}".getBytes(StandardCharsets.US_ASCII))));
            flood(
                    socket,
                    5,
                    i -> bytes(
                            frame(HEADERS, END_HEADERS, 4 * i + 161, POST),
                            frame(RST_STREAM, 0, 4 * i + 161, number(8)),
                            frame(PING, 0, 0, new byte[8])));
            int answers = 0;
            int pongs = 0;
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (answers < 40 || pongs < 5) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5L + length);
                assertThat(type).isNotEqualTo(GOAWAY);
                assertThat(type).isNotEqualTo(RST_STREAM);
                answers += type == HEADERS ? 1 : 0;
                pongs += type == PING ? 1 : 0;
            }
        }
    }

    /** Each request that is reset at once costs the server its work and the client none of its 100 streams. */
    @Test
    void endsRapidResets() throws IOException {
        reached.set(0);
        isEnded(
                10_000,
                i -> bytes(
                        frame(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, GET),
                        frame(RST_STREAM, 0, 2 * i + 1, number(8))));
        assertThat(reached.get()).as("far fewer than 20,000 were worked on").isLessThan(600);
    }

    /** The same, where the server is made to reset: by a window that is opened by nothing. */
    @Test
    void endsResetsThatItIsMadeToSend() throws IOException {
        isEnded(
                10_000,
                i -> bytes(
                        frame(HEADERS, END_HEADERS, 2 * i + 1, POST), frame(WINDOW_UPDATE, 0, 2 * i + 1, number(0))));
    }

    /** And by a window that is opened too far. */
    @Test
    void endsResetsByWindowsBeyondTheirBounds() throws IOException {
        isEnded(
                10_000,
                i -> bytes(
                        frame(HEADERS, END_HEADERS, 2 * i + 1, POST),
                        frame(WINDOW_UPDATE, 0, 2 * i + 1, number(Integer.MAX_VALUE))));
    }

    /** A head without end, in parts that hold nothing: no limit on its size would ever be reached. */
    @Test
    void endsEmptyContinuations() throws IOException {
        isEnded(100_000, i -> i == 0 ? frame(HEADERS, END_STREAM, 1, GET) : frame(CONTINUATION, 0, 1, new byte[0]));
    }

    /** The same with parts that are full: the head grows beyond its limit before it is whole. */
    @Test
    void endsAHeadThatGrowsBeyondItsLimit() throws IOException {
        byte[] field = bytes(new byte[] {0, 1}, "x", new byte[] {0x7f, (byte) 0xe1, 0x5d}, "a".repeat(12_000));
        isEnded(1_000, i -> i == 0 ? frame(HEADERS, END_STREAM, 1, GET) : frame(CONTINUATION, 0, 1, field));
    }

    /** A body of nothing but frames. */
    @Test
    void endsEmptyData() throws IOException {
        isEnded(100_000, i -> i == 0 ? frame(HEADERS, END_HEADERS, 1, POST) : frame(DATA, 0, 1, new byte[0]));
    }

    /** Each asks for an answer; a client that reads none would have them pile up. */
    @Test
    void keepsNoUnboundedAnswersForPingsAndSettings() throws IOException {
        long before = usedDirectMemory();
        try (Socket pings = connected();
                Socket settings = connected()) {
            pings.setReceiveBufferSize(1024);
            settings.setReceiveBufferSize(1024);
            flood(pings, 60_000, i -> frame(PING, 0, 0, new byte[8]));
            flood(settings, 60_000, i -> frame(SETTINGS, 0, 0, new byte[0]));
            assertThat(before).isNotNegative();
            assertThat(usedDirectMemory() - before).isLessThan(16L << 20);
        }
    }

    /** A connection without a request is held for no longer than one of HTTP/1; reading it gives up before any other limit. */
    @Test
    void cutsAConnectionThatNeverFinishesAHead() throws IOException {
        try (EdgeNode impatient = node(IMPATIENT);
                Socket silent = connected(impatient);
                Socket half = connected(impatient)) {
            half.getOutputStream().write(frame(HEADERS, END_STREAM, 1, GET));
            awaitEnd(silent);
            awaitEnd(half);
        }
    }

    @Test
    void holdsOneConnectionToItsStreams() throws IOException {
        try (Socket socket = connected()) {
            // requests whose bodies never come
            flood(socket, 300, i -> frame(HEADERS, END_HEADERS, 2 * i + 1, POST));
            int refused = 0;
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (refused < 200) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.readUnsignedByte();
                int stream = in.readInt();
                in.skipNBytes(length);
                if (type == GOAWAY) {
                    return;
                }
                if (type == RST_STREAM) {
                    assertThat(stream).as("the first hundred are let in").isGreaterThan(200);
                    refused++;
                }
            }
        }
    }

    private static long usedDirectMemory() {
        return PlatformDependent.usedDirectMemory();
    }
}
