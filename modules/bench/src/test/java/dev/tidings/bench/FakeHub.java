package dev.tidings.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The least hub that the load generator can be tried on: one channel, no history. Owned by its event loop. */
final class FakeHub implements AutoCloseable {

    /** What becomes of a publication on its way to one stream. */
    enum Fault {
        NONE,
        DROP,
        REPEAT
    }

    private final Vertx vertx = Vertx.vertx();
    private final List<Consumer<Publication>> subscribers = new ArrayList<>();
    private final Fault fault;
    private final long faultyOffset;
    private final HttpServer server;
    private long head;

    private record Publication(long offset, String event, String data) {}

    FakeHub(Fault fault, long faultyOffset) throws Exception {
        this.fault = fault;
        this.faultyOffset = faultyOffset;
        this.server = vertx.createHttpServer()
                .requestHandler(this::handle)
                .webSocketHandler(this::open)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
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
        subscribers.add(one -> response.write(
                "id: abcdefghijkl-" + one.offset() + "\nevent: " + one.event() + "\ndata: " + one.data() + "\n\n"));
    }

    private void open(ServerWebSocket socket) {
        switch (socket.path().split("/", -1)[1]) {
            case "sockjs" -> openSockJs(socket, "{\"id\":1,\"subscribed\":%s}", "{\"publication\":%s}");
            case "eventbus" ->
                openSockJs(
                        socket,
                        "{\"type\":\"rec\",\"headers\":{\"kind\":\"subscribed\"},\"body\":%s}",
                        "{\"type\":\"rec\",\"body\":%s}");
            case "realtime" -> openSocketIo(socket);
            default -> openPlain(socket);
        }
    }

    private static String publication(Publication one) {
        return "{\"channel\":\"c\",\"offset\":" + one.offset() + ",\"event\":\"" + one.event() + "\",\"data\":"
                + one.data() + ",\"time\":17}";
    }

    private String subscribed() {
        return "{\"channel\":\"c\",\"position\":\"abcdefghijkl-" + head + "\",\"recovered\":true}";
    }

    private void openPlain(ServerWebSocket socket) {
        socket.writeTextMessage("{\"connected\":{\"connection\":\"c\"}}\n{}");
        socket.textMessageHandler(text -> {
            if (!text.equals("{}")) {
                socket.writeTextMessage("{\"id\":1,\"subscribed\":" + subscribed() + "}");
                subscribers.add(one -> socket.writeTextMessage("{\"publication\":" + publication(one) + "}"));
            }
        });
    }

    /** @param answer to the first message; with {@code message} the words of the protocol that SockJS carries */
    private void openSockJs(ServerWebSocket socket, String answer, String message) {
        socket.writeTextMessage("o");
        socket.writeTextMessage("h");
        socket.textMessageHandler(text -> {
            socket.writeTextMessage(quoted(answer.formatted(subscribed())));
            subscribers.add(one -> socket.writeTextMessage(quoted(message.formatted(publication(one)))));
        });
    }

    private static String quoted(String message) {
        return "a" + new JsonArray().add(message).encode();
    }

    private void openSocketIo(ServerWebSocket socket) {
        socket.writeTextMessage("0{\"sid\":\"s\"}");
        socket.textMessageHandler(text -> {
            if (text.equals("40")) {
                socket.writeTextMessage("40{\"sid\":\"t\"}");
                socket.writeTextMessage("42[\"task:snapshot\",{\"position\":\"x-1\",\"tasks\":[]},\"t1\"]");
            } else if (text.startsWith("421[\"subscribe\",")) {
                socket.writeTextMessage("431[" + subscribed() + "]");
                socket.writeTextMessage("2");
                subscribers.add(one -> socket.writeTextMessage("42[\"publication\"," + publication(one) + ",\"t1\"]"));
            } else if (!text.equals("3")) {
                socket.close();
            }
        });
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
        Publication one = new Publication(head, event, data);
        for (int i = 0; i < subscribers.size(); i++) {
            boolean hit = i == subscribers.size() - 1 && head == faultyOffset;
            int times = !hit || fault == Fault.NONE ? 1 : fault == Fault.DROP ? 0 : 2;
            for (int time = 0; time < times; time++) {
                subscribers.get(i).accept(one);
            }
        }
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
