package dev.tidings.edge;

import dev.tidings.hub.HubPort;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonText;
import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request and its answer over HTTP. Owned by its event loop. */
final class HttpExchange implements Exchange {

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence PROBLEM = HttpHeaders.createOptimized(Problem.MEDIA_TYPE);
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence CHALLENGE = HttpHeaders.createOptimized("Bearer realm=\"tidings\"");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("WWW-Authenticate");

    /** The rest of a refused request is read and forgotten up to this size, so that the connection can be kept. */
    private static final int MAX_SKIPPED_BYTES = 64 * 1024;

    private static final byte[] EMPTY = {};

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Wire wire;
    private final Client client;
    private final HubPort port;
    private final Incidents incidents;
    private Map<String, String> pathParameters = Map.of();
    private @Nullable MultiMap queryParameters;
    private Identity identity = Nobody.NOBODY;
    private Allowance allowance;
    private byte[] body = EMPTY;
    private @Nullable JsonText json;
    private boolean answered;

    HttpExchange(
            HttpServerRequest request,
            Wire wire,
            Client client,
            Allowance allowance,
            HubPort port,
            Incidents incidents) {
        this.request = request;
        this.response = request.response();
        this.wire = wire;
        this.client = client;
        this.allowance = allowance;
        this.port = port;
        this.incidents = incidents;
        response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        response.putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF);
        response.putHeader(REFERRER_POLICY, NO_REFERRER);
    }

    void matched(Map<String, String> parameters) {
        pathParameters = parameters;
    }

    void identified(Identity who, Allowance has) {
        identity = who;
        allowance = has;
    }

    Client client() {
        return client;
    }

    Wire wire() {
        return wire;
    }

    void read(byte[] bytes) {
        body = bytes;
    }

    void checked(@Nullable JsonText text) {
        json = text;
    }

    /** Whether an answer was given, or begun. */
    boolean isAnswered() {
        return answered;
    }

    @Override
    public HubPort port() {
        return port;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public Allowance allowance() {
        return allowance;
    }

    @Override
    public String clientAddress() {
        return client.address();
    }

    @Override
    public boolean isSecure() {
        return client.secure();
    }

    @Override
    public HttpServerRequest request() {
        return request;
    }

    @Override
    public HttpServerResponse response() {
        return response;
    }

    @Override
    public BodyStream stream(int status) {
        if (answered) {
            throw new IllegalStateException("the request was answered before");
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            throw new HubException(ErrorCode.METHOD_NOT_ALLOWED, "This answer has no head without its body.");
        }
        answered = true;
        response.setStatusCode(status);
        return wire.stream(request);
    }

    @Override
    public boolean asksFor(String protocol) {
        MultiMap headers = request.headers();
        return request.version() == HttpVersion.HTTP_1_1
                && request.method().equals(HttpMethod.GET)
                && Gate.lists(headers, HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)
                && Gate.lists(headers, HttpHeaders.UPGRADE, protocol);
    }

    @Override
    public void upgrade(String protocol, Function<? super Duplex, ? extends Duplex.Receiver> owner) {
        if (answered) {
            throw new IllegalStateException("the request was answered before");
        }
        if (response.closed()) {
            throw new HubException(ErrorCode.MALFORMED, "The client has gone before the upgrade was answered.");
        }
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ")
                .append(protocol)
                .append("\r\n");
        for (Map.Entry<String, String> header : response.headers()) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        wire.upgrade(Unpooled.copiedBuffer(head.append("\r\n"), StandardCharsets.ISO_8859_1), owner);
        answered = true;
    }

    @Override
    public String path(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the path has no parameter " + name);
        }
        return value;
    }

    @Override
    public @Nullable String query(String name) {
        if (queryParameters == null) {
            try {
                queryParameters = request.params(true);
            } catch (IllegalArgumentException e) {
                throw new HubException(ErrorCode.MALFORMED, "The query is not percent-encoded rightly.");
            }
        }
        List<String> values = queryParameters.getAll(name);
        if (values.size() > 1) {
            // no telling which is meant, and the rest would be dropped without a word
            throw new HubException(ErrorCode.MALFORMED, "The query parameter " + name + " is there more than once.");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public int query(String name, int otherwise) {
        String value = query(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new HubException(ErrorCode.MALFORMED, "The query parameter " + name + " is not an integer.");
        }
    }

    @Override
    public boolean flag(String name) {
        String value = query(name);
        return "1".equals(value) || "true".equals(value);
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public JsonText json() {
        if (json == null) {
            json = JsonText.parse(body, JsonLimits.DEFAULT.withMaxBytes(Math.max(1, body.length)));
        }
        return json;
    }

    @Override
    public String mediaType() {
        return body.length == 0 ? "" : MediaTypes.bare(request.getHeader(HttpHeaders.CONTENT_TYPE));
    }

    @Override
    public void require(Right right, ChannelName channel) {
        if (!identity.may(right, channel)) {
            if (identity.isAnonymous() && !channel.isReserved()) {
                throw new HubException(ErrorCode.UNAUTHENTICATED, "");
            }
            throw new HubException(ErrorCode.FORBIDDEN, "You may not " + right.word() + " " + channel + ".");
        }
    }

    @Override
    public void set(String header, String value) {
        if (!answered) {
            response.putHeader(header, value);
        }
    }

    @Override
    public void respond(int status, JsonText text) {
        respond(status, JSON, text.sharedBytes(), false);
    }

    @Override
    public void respond(int status, String mediaType, byte[] bytes) {
        respond(status, mediaType, bytes, false);
    }

    @Override
    public void respond(int status) {
        if (answered) {
            return;
        }
        if (status == 204) {
            // RFC 9110 §8.6: no Content-Length here
            response.headersEndHandler(end -> response.headers().remove(HttpHeaders.CONTENT_LENGTH));
        }
        respond(status, null, EMPTY, false);
    }

    @Override
    public void fail(Throwable failure) {
        fail(failure, false);
    }

    /** The same, as the connection's last answer. */
    void failAndClose(HubException refusal) {
        fail(refusal, true);
    }

    private void fail(Throwable failure, boolean close) {
        if (answered) {
            incidents.afterAnswer(failure);
            return;
        }
        HubException refusal = failure instanceof HubException known ? known : incidents.refusal(failure, request);
        boolean last = close || isLast(refusal.code());
        if (last) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (refusal.code() == ErrorCode.UNAUTHENTICATED) {
            response.putHeader(WWW_AUTHENTICATE, CHALLENGE);
        }
        long retryAfter = retryAfterSeconds(refusal);
        if (retryAfter > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter));
        }
        response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        response.headers().remove(HttpHeaders.ETAG);
        respond(refusal.code().status(), PROBLEM, Problem.json(refusal), last);
    }

    /** Whether the connection ends with such an answer: where the rest of the body isn't worth reading, or the node goes. */
    private boolean isLast(ErrorCode code) {
        boolean close = code == ErrorCode.DRAINING
                || code == ErrorCode.REQUEST_TIMEOUT
                || (!request.isEnded() && !BodyReader.isSkippable(request, MAX_SKIPPED_BYTES));
        return close && request.version() != HttpVersion.HTTP_2;
    }

    private static long retryAfterSeconds(HubException refusal) {
        int status = refusal.code().status();
        if (status != 429 && status != 503) {
            return 0;
        }
        return Math.max(1, (refusal.retryAfterMillis() + 999) / 1000);
    }

    private void respond(int status, @Nullable CharSequence mediaType, byte[] bytes, boolean last) {
        if (answered) {
            return;
        }
        answered = true;
        if (response.closed()) {
            return;
        }
        if (last) {
            wire.last();
        }
        response.setStatusCode(status);
        if (mediaType != null) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            if (bytes.length > 0) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length));
            }
            response.end();
        } else {
            response.end(Buffer.buffer(bytes));
        }
        wire.answered(request);
    }
}
