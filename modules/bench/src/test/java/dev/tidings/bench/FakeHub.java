package dev.tidings.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The least hub that the load generator can be tried on: one channel, no history. Owned by its event loop. */
final class FakeHub implements AutoCloseable {

    /** What becomes of a publication on its way to one stream. */
    enum Fault {
        NONE,
        DROP,
        REPEAT
    }

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpServerResponse> streams = new ArrayList<>();
    private final Fault fault;
    private final long faultyOffset;
    private final HttpServer server;
    private long head;

    FakeHub(Fault fault, long faultyOffset) throws Exception {
        this.fault = fault;
        this.faultyOffset = faultyOffset;
        this.server = vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort());
    }

    private void handle(HttpServerRequest request) {
        if (request.path().startsWith("/api/events/")) {
            open(request.response());
        } else {
            request.body().onSuccess(body -> answer(request, body.toString()));
        }
    }

    private void open(HttpServerResponse response) {
        response.setChunked(true);
        response.putHeader("Content-Type", "text/event-stream");
        response.write("retry: 1000\n\nid: abcdefghijkl-" + head
                + "\nevent: connected\ndata: {\"status\":\"connected\",\"recovered\":true}\n\n");
        streams.add(response);
    }

    private void answer(HttpServerRequest request, String body) {
        boolean batch = request.path().equals("/api/publications");
        StringBuilder results = new StringBuilder();
        for (String line : body.trim().split("\n", -1)) {
            publish(
                    new JsonObject(line).getString("event"),
                    line.substring(line.indexOf("\"data\":") + 7, line.length() - 1));
            results.append("{\"status\":201}\n");
        }
        request.response().setStatusCode(batch ? 200 : 201).end(results.toString());
    }

    private void publish(String event, String data) {
        head++;
        String frame = "id: abcdefghijkl-" + head + "\nevent: " + event + "\ndata: " + data + "\n\n";
        for (int i = 0; i < streams.size(); i++) {
            boolean hit = i == streams.size() - 1 && head == faultyOffset;
            if (hit && fault == Fault.DROP) {
                continue;
            }
            streams.get(i).write(hit && fault == Fault.REPEAT ? frame + frame : frame);
        }
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
