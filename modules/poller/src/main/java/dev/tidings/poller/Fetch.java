package dev.tidings.poller;

import dev.tidings.hub.Loop;
import dev.tidings.poller.Upstream.Answer;
import dev.tidings.poller.Upstream.Validators;
import dev.tidings.poller.UpstreamFault.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One question to an upstream, with its redirections. Owned by its event loop. One time limit spans all of it: resolving,
 * connecting, and the last byte of the body, however slowly it comes.
 */
final class Fetch {

    private static final int MAX_REDIRECTIONS = 3;
    private static final int CONNECT_MILLIS = 5_000;

    private final PollSettings settings;
    private final HttpClient client;
    private final Resolver resolver;
    private final Loop loop;
    private final Validators known;
    private final AddressGuard guard;
    private final Promise<Answer> answer = Promise.promise();
    private Loop.@Nullable Timer limit;
    private @Nullable HttpClientRequest request;
    private int redirections;
    private boolean over;

    Fetch(PollSettings settings, HttpClient client, Resolver resolver, Loop loop, Validators known) {
        this.settings = settings;
        this.client = client;
        this.resolver = resolver;
        this.loop = loop;
        this.known = known;
        this.guard = new AddressGuard(settings.allowed());
    }

    /** Asks; once. */
    Future<Answer> start() {
        limit = loop.schedule(
                settings.timeoutMillis(),
                () -> fail(Reason.TIMEOUT, "no whole answer within " + settings.timeoutMillis() + " ms"));
        ask(settings.url());
        return answer.future();
    }

    private void ask(UpstreamUrl url) {
        if (!url.hasUsualPort() && url.port() != settings.url().port()) {
            fail(Reason.ADDRESS, "port " + url.port() + " is not permitted");
            return;
        }
        addresses(url).onComplete(addresses -> connect(url, addresses), cause -> failUnlessOver(cause, url));
    }

    private Future<List<InetAddress>> addresses(UpstreamUrl url) {
        if (!url.isAddress()) {
            return resolver.resolve(url.plainHost());
        }
        try {
            return Future.succeededFuture(List.of(InetAddress.getByName(url.plainHost())));
        } catch (UnknownHostException e) {
            return Future.failedFuture(e);
        }
    }

    private void failUnlessOver(Throwable cause, UpstreamUrl url) {
        fail(
                Reason.ADDRESS,
                "the host " + url.host() + " can't be resolved: "
                        + cause.getClass().getSimpleName());
    }

    /** Every address of the name must be permitted; the connection goes to one of those that were looked at. */
    private void connect(UpstreamUrl url, List<InetAddress> addresses) {
        if (over) {
            return;
        }
        if (addresses.isEmpty() || !addresses.stream().allMatch(guard::permits)) {
            fail(Reason.ADDRESS, "the host " + url.host() + " leads to an address that is not permitted");
            return;
        }
        client.request(options(url, addresses.get(0))).onComplete(ready -> send(url, ready), cause -> failConnection());
    }

    private RequestOptions options(UpstreamUrl url, InetAddress address) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setSsl(url.tls())
                .setHost(url.host())
                .setPort(url.port())
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, url.port())))
                .setURI(url.target())
                .setFollowRedirects(false)
                .setConnectTimeout(Math.min(CONNECT_MILLIS, settings.timeoutMillis()))
                .putHeader(HttpHeaders.ACCEPT, "application/json")
                .putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY)
                .putHeader(HttpHeaders.USER_AGENT, "tidings");
        boolean sameOrigin = url.origin().equals(settings.url().origin());
        if (sameOrigin && !settings.authorization().isEmpty()) {
            options.putHeader(HttpHeaders.AUTHORIZATION, settings.authorization());
        }
        if (known.entityTag() != null) {
            options.putHeader(HttpHeaders.IF_NONE_MATCH, known.entityTag());
        }
        if (known.lastModified() != null) {
            options.putHeader(HttpHeaders.IF_MODIFIED_SINCE, known.lastModified());
        }
        return options;
    }

    private void send(UpstreamUrl url, HttpClientRequest ready) {
        if (over) {
            ready.reset();
            return;
        }
        request = ready;
        ready.send().onComplete(response -> head(url, response), cause -> failConnection());
    }

    private void head(UpstreamUrl url, HttpClientResponse response) {
        HttpClientRequest asked = request;
        response.exceptionHandler(cause -> {
            // one that led on was cut by us
            if (request == asked) {
                failConnection();
            }
        });
        if (over) {
            return;
        }
        int status = response.statusCode();
        if (status == 200) {
            body(response);
        } else if (status == 304 && known.areThere()) {
            finish(new Answer.Unchanged());
        } else if (status == 429 || status == 503) {
            long millis = RetryAfter.millis(response.getHeader(HttpHeaders.RETRY_AFTER), loop.wallMillis());
            finish(new Answer.Busy(status, millis));
        } else if (isRedirection(status)) {
            redirect(url, response.getHeader(HttpHeaders.LOCATION));
        } else {
            fail(Reason.STATUS, "it answered with status " + status);
        }
    }

    private void body(HttpClientResponse response) {
        String encoding = response.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            fail(Reason.SHAPE, "the answer is encoded, though that was not asked for");
            return;
        }
        Buffer body = Buffer.buffer();
        Validators validators =
                new Validators(response.getHeader(HttpHeaders.ETAG), response.getHeader(HttpHeaders.LAST_MODIFIED));
        response.handler(part -> {
            if (body.length() + part.length() > settings.maxBytes()) {
                fail(Reason.TOO_LARGE, "the answer is larger than " + settings.maxBytes() + " bytes");
            } else if (!over) {
                body.appendBuffer(part);
            }
        });
        response.endHandler(end -> finish(new Answer.Whole(body.getBytes(), validators)));
    }

    private void redirect(UpstreamUrl from, @Nullable String location) {
        if (location == null || ++redirections > MAX_REDIRECTIONS) {
            fail(Reason.STATUS, location == null ? "it leads nowhere" : "it leads on and on");
            return;
        }
        UpstreamUrl next;
        try {
            next = from.redirected(location);
        } catch (IllegalArgumentException e) {
            fail(Reason.ADDRESS, "it leads to what is not permitted: " + e.getMessage());
            return;
        }
        if (from.tls() && !next.tls()) {
            fail(Reason.ADDRESS, "it leads from https to http");
            return;
        }
        HttpClientRequest asked = Objects.requireNonNull(request);
        request = null;
        asked.reset();
        ask(next);
    }

    private void failConnection() {
        fail(Reason.CONNECTION, "no connection, or it broke off");
    }

    private void fail(Reason reason, String detail) {
        if (end()) {
            answer.fail(new UpstreamFault(reason, detail));
        }
    }

    private void finish(Answer result) {
        if (end()) {
            answer.complete(result);
        }
    }

    /** Ends it once; what is under way is cut. */
    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        if (limit != null) {
            limit.cancel();
        }
        if (request != null) {
            request.reset();
        }
        return true;
    }

    private static boolean isRedirection(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }
}
