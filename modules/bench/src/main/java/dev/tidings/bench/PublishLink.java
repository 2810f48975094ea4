package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection that publishes, a request at a time. Owned by the load loop.
 *
 * <p>It is free again when its request is answered and everybody has what it published.
 */
final class PublishLink implements Link {

    private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");
    private static final Pattern CREATED = Pattern.compile("\"status\":201");

    private final LoadLoop loop;
    private final Deliveries deliveries;
    private final Runnable whenFree;
    private final LongConsumer whenAnswered;
    private final String channelName;
    private final Payload payload;
    private final int batch;
    private final byte[] body;
    private final StringBuilder answer = new StringBuilder();

    private @Nullable SocketChannel channel;
    private long sentNanos;
    private int undelivered;
    private boolean unanswered;

    /**
     * @param batch publications a request: 1 is a plain one, more are sent as NDJSON
     * @param whenFree called whenever it may publish
     * @param whenAnswered hears the stamp of what was just answered
     */
    PublishLink(
            LoadLoop loop,
            Deliveries deliveries,
            String channelName,
            Payload payload,
            int batch,
            Runnable whenFree,
            LongConsumer whenAnswered) {
        this.loop = loop;
        this.deliveries = deliveries;
        this.whenFree = whenFree;
        this.whenAnswered = whenAnswered;
        this.channelName = channelName;
        this.payload = payload;
        this.batch = batch;
        this.body = new byte[batch * (payload.size() + 400)];
    }

    @Override
    public void connected(SocketChannel socket) {
        channel = socket;
        whenFree.run();
    }

    boolean free() {
        return channel != null && !unanswered && undelivered == 0;
    }

    /** Whether it may send although not everybody has the last: for a paced run. */
    boolean answered() {
        return channel != null && !unanswered;
    }

    /** Publishes the {@code batch} numbers from {@code first} on, stamped with {@code nanos}. */
    void publish(long first, long nanos) throws IOException {
        int length = 0;
        for (int i = 0; i < batch; i++) {
            length = item(length, first + i, nanos);
        }
        String target = batch == 1 ? "/api/channels/" + channelName + "/publications" : "/api/publications";
        String type = batch == 1 ? "application/json" : "application/x-ndjson";
        byte[] head = ("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                        + "\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(US_ASCII);
        ByteBuffer request = ByteBuffer.allocate(head.length + length)
                .put(head)
                .put(body, 0, length)
                .flip();
        unanswered = true;
        sentNanos = nanos;
        undelivered += batch;
        int size = request.remaining();
        if (Objects.requireNonNull(channel).write(request) != size) {
            throw new IOException("no room for a request of " + size + " bytes");
        }
    }

    private int item(int at, long number, long nanos) {
        deliveries.open(number);
        String place = batch == 1 ? "" : "\"channel\":\"" + channelName + "\",";
        byte[] start = ("{" + place + "\"event\":\"" + LoadRun.EVENT + "\",\"data\":").getBytes(US_ASCII);
        System.arraycopy(start, 0, body, at, start.length);
        int end = at + start.length;
        payload.write(body, end, number, nanos);
        end += payload.size();
        body[end++] = '}';
        body[end++] = '\n';
        return end;
    }

    /** Everybody has one of its publications. */
    void delivered() {
        undelivered--;
        if (free()) {
            whenFree.run();
        }
    }

    @Override
    public void readable() throws IOException {
        ByteBuffer in = loop.readBuffer().clear();
        if (Objects.requireNonNull(channel).read(in) < 0) {
            throw new EOFException("the hub closed a publisher's connection");
        }
        answer.append(ISO_8859_1.decode(in.flip()));
        int headEnd = answer.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            return;
        }
        String head = answer.substring(0, headEnd + 2).toLowerCase(Locale.ROOT);
        Matcher length = CONTENT_LENGTH.matcher(head);
        if (!length.find()) {
            throw new IOException("an answer without a length: " + head);
        }
        if (answer.length() >= headEnd + 4 + Integer.parseInt(length.group(1))) {
            answered(answer.toString());
            answer.setLength(0);
        }
    }

    private void answered(String text) {
        boolean done = batch == 1
                ? text.startsWith("HTTP/1.1 201")
                : text.startsWith("HTTP/1.1 200")
                        && CREATED.matcher(text).results().count() == batch;
        if (!done) {
            deliveries.fault("refused: " + text.lines().findFirst().orElse("") + " … "
                    + text.substring(Math.max(0, text.length() - 200)));
        }
        unanswered = false;
        whenAnswered.accept(sentNanos);
        if (free()) {
            whenFree.run();
        }
    }

    @Override
    public void failed(IOException cause) {
        channel = null;
        deliveries.fault("publisher: " + cause);
    }
}
