package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads the body of one request up to a limit. Owned by its event loop. Never holds more than the limit, nor twice what
 * has arrived; a body that is too large is known by its stated length, or when the byte beyond the limit comes.
 */
final class BodyReader {

    private static final byte[] EMPTY = {};
    private static final int FIRST_BYTES = 4 * 1024;

    private final int maxBytes;
    private final Consumer<byte[]> whole;
    private final Consumer<HubException> refused;
    private byte[] bytes = EMPTY;
    private int length;
    private boolean over;

    private BodyReader(int maxBytes, Consumer<byte[]> whole, Consumer<HubException> refused) {
        this.maxBytes = maxBytes;
        this.whole = whole;
        this.refused = refused;
    }

    /** Whether the request says that it has a body. */
    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        return request.version() == HttpVersion.HTTP_2
                ? !request.isEnded()
                : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** Whether the stated length is beyond a limit. */
    static boolean exceeds(HttpServerRequest request, int maxBytes) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return false;
        }
        try {
            return Long.parseLong(length) > maxBytes;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /**
     * Whether the rest of the request is certain to come and to be short. A client that waits to be told to go on may well
     * not send its body after a refusal (RFC 9110 §10.1.1): then it would be taken for the next request's head or the reverse.
     */
    static boolean isSkippable(HttpServerRequest request, int maxBytes) {
        if (!hasBody(request)) {
            return true;
        }
        boolean told = request.headers().contains(HttpHeaders.CONTENT_LENGTH);
        return told && !exceeds(request, maxBytes) && !request.headers().contains(HttpHeaders.EXPECT);
    }

    /** Reads the body, then calls one of the two once; neither when the connection is lost before. */
    static void read(
            HttpServerRequest request,
            Wire wire,
            int maxBytes,
            Consumer<byte[]> whole,
            Consumer<HubException> refused) {
        BodyReader reader = new BodyReader(maxBytes, whole, refused);
        wire.reading(request, reader::refuse);
        request.handler(reader::add);
        request.exceptionHandler(failure -> reader.stop());
        request.endHandler(end -> reader.finish());
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }

    static HubException tooLarge(int maxBytes) {
        return new HubException(ErrorCode.TOO_LARGE, "The body is larger than the limit of " + maxBytes + " bytes.");
    }

    private void add(Buffer part) {
        if (over) {
            return;
        }
        int added = part.length();
        if (length + (long) added > maxBytes) {
            refuse(tooLarge(maxBytes));
            return;
        }
        if (length + added > bytes.length) {
            int doubled = Math.max(length + added, Math.min(maxBytes, 2 * bytes.length));
            bytes = Arrays.copyOf(bytes, Math.max(doubled, Math.min(maxBytes, FIRST_BYTES)));
        }
        part.getBytes(bytes, length);
        length += added;
    }

    private void refuse(HubException refusal) {
        if (!over) {
            stop();
            refused.accept(refusal);
        }
    }

    private void stop() {
        over = true;
        bytes = EMPTY;
    }

    private void finish() {
        if (!over) {
            over = true;
            whole.accept(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
        }
    }
}
