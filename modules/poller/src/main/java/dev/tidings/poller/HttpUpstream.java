package dev.tidings.poller;

import dev.tidings.hub.Loop;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;

/**
 * An upstream behind a URL. Owned by its event loop. Every answer has a connection of its own, to the address that was
 * checked for it.
 */
final class HttpUpstream implements Upstream {

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = 8 * 1024;

    private final PollSettings settings;
    private final HttpClient client;
    private final Resolver resolver;
    private final Loop loop;

    /** @param client with {@link #options}; closed by its maker */
    HttpUpstream(PollSettings settings, HttpClient client, Resolver resolver, Loop loop) {
        this.settings = settings;
        this.client = client;
        this.resolver = resolver;
        this.loop = loop;
    }

    /** How the client must be. */
    static HttpClientOptions options() {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setVerifyHost(true)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES);
    }

    @Override
    public Future<Answer> ask(Validators known) {
        return new Fetch(settings, client, resolver, loop, known).start();
    }
}
