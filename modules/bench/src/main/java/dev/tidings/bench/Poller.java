package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One SockJS session by long polling (the protocol's {@code xhr}), which opens at one node and then polls at a node of the
 * test's choice, on a connection of its own. Owned by the load loop.
 */
final class Poller {

    private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");
    private static final String DATA = "{\"n\":";

    private final LoadLoop loop;
    private final Deliveries deliveries;
    private final String session;
    private final String channelName;
    private final InetSocketAddress pollsAt;
    private final boolean sameConnection;
    private final LongSupplier sinceStartNanos;
    private boolean live;
    private long lastNumber;
    private long polls;

    /**
     * @param pollsAt the node of its polls
     * @param sameConnection whether it polls on the connection on which it opened its session
     */
    Poller(
            LoadLoop loop,
            Deliveries deliveries,
            String session,
            String channelName,
            InetSocketAddress pollsAt,
            boolean sameConnection,
            LongSupplier sinceStartNanos) {
        this.loop = loop;
        this.deliveries = deliveries;
        this.session = "/sockjs/000/" + session;
        this.channelName = channelName;
        this.pollsAt = pollsAt;
        this.sameConnection = sameConnection;
        this.sinceStartNanos = sinceStartNanos;
    }

    /** Opens the session. */
    void open(InetSocketAddress opensAt) throws IOException {
        loop.connect(new Exchanges(true), opensAt);
    }

    /** Whether the node has said that it follows the channel. */
    boolean live() {
        return live;
    }

    /** Polls that were answered. */
    long polls() {
        return polls;
    }

    private void answered(Exchanges on, String head, String body) throws IOException {
        if (head.startsWith("HTTP/1.1 204")) {
            if (sameConnection) {
                on.post("/xhr", "");
            } else {
                loop.connect(new Exchanges(false), pollsAt);
            }
        } else if (body.equals("o\n")) {
            String command = "{\\\"id\\\":1,\\\"subscribe\\\":{\\\"channel\\\":\\\"" + channelName + "\\\"}}";
            on.post("/xhr_send", "[\"" + command + "\"]");
        } else if (body.startsWith("a[") || body.equals("h\n")) {
            polls++;
            read(body.replace("\\\"", "\""));
            on.post("/xhr", "");
        } else {
            throw new IOException(
                    "not an answer to a poll: " + head.lines().findFirst().orElse("") + " " + body);
        }
    }

    private void read(String text) {
        live |= text.contains("\"subscribed\":");
        byte[] bytes = text.getBytes(ISO_8859_1);
        for (int at = text.indexOf(DATA); at >= 0; at = text.indexOf(DATA, at + 1)) {
            long number = Payload.number(bytes, at);
            if (lastNumber != 0 && number != lastNumber + 1) {
                deliveries.fault("after number " + lastNumber + " came " + number);
            }
            lastNumber = number;
            deliveries.received(number, number, sinceStartNanos.getAsLong() - Payload.nanos(bytes, at));
        }
    }

    /** One connection of it, a request at a time. */
    private final class Exchanges implements Link {

        private final boolean opens;
        private final StringBuilder answer = new StringBuilder();
        private @Nullable SocketChannel socket;

        Exchanges(boolean opens) {
            this.opens = opens;
        }

        @Override
        public void connected(SocketChannel made) throws IOException {
            socket = made;
            post("/xhr", "");
        }

        void post(String what, String body) throws IOException {
            String request = "POST " + session + what
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body;
            if (Objects.requireNonNull(socket).write(ByteBuffer.wrap(request.getBytes(US_ASCII))) != request.length()) {
                throw new IOException("no room for a request");
            }
        }

        @Override
        public void readable() throws IOException {
            ByteBuffer in = loop.readBuffer().clear();
            if (Objects.requireNonNull(socket).read(in) < 0) {
                throw new EOFException("the hub closed a poller's connection");
            }
            answer.append(ISO_8859_1.decode(in.flip()));
            int headEnd = answer.indexOf("\r\n\r\n");
            if (headEnd < 0) {
                return;
            }
            String head = answer.substring(0, headEnd + 2);
            Matcher length = CONTENT_LENGTH.matcher(head.toLowerCase(Locale.ROOT));
            int end = headEnd + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
            if (answer.length() >= end) {
                String body = answer.substring(headEnd + 4, end);
                answer.delete(0, end);
                answered(this, head, body);
            }
        }

        /** The connection that opened the session is needed no more when others poll. */
        @Override
        public void failed(IOException cause) {
            if (!opens || sameConnection || !live) {
                deliveries.fault("poller: " + cause);
            }
        }
    }
}
