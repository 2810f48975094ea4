package dev.tidings.edge;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** A connection used through Vert.x's public API. Owned by its event loop. */
final class PlainWire implements Wire {

    @Override
    public BodyStream stream(HttpServerRequest request) {
        request.response().setChunked(request.version() == HttpVersion.HTTP_1_1);
        return new PlainStream(request.response(), this);
    }

    @Override
    public void answered(HttpServerRequest request, boolean last) {
        if (last) {
            request.connection().close();
        }
    }

    @Override
    public void watch(BodyStream stream) {}

    @Override
    public void unwatch(BodyStream stream) {}
}
