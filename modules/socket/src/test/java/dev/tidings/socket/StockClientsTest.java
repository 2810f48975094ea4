package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.Border;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that others wrote understand what is said here. */
class StockClientsTest {

    /** Puts messages together, and notes them and the end. */
    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                said.addAll(List.of(message.toString().split("\n")));
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            said.add("closed " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            said.add("error " + error);
        }

        String next() throws InterruptedException {
            return String.valueOf(said.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void theClientOfTheJdkSubscribesPublishesAndIsToldWhyItEnds() throws InterruptedException {
        try (SocketNode node = new SocketNode()) {
            Listener listener = new Listener();
            WebSocket socket = java.net.http.HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .subprotocols("tidings.v1")
                    .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/ws"), listener)
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            assertThat(socket.getSubprotocol()).isEqualTo("tidings.v1");
            assertThat(listener.next()).startsWith("{\"connected\":");
            socket.sendText("{\"id\":1,\"subscribe\":", false).join();
            socket.sendText("{\"channel\":\"stock\"}}", true).join();
            assertThat(listener.next()).startsWith("{\"id\":1,\"subscribed\":");
            node.publish("stock", "e", "\"" + "é".repeat(32_000) + "\"");
            assertThat(listener.next()).startsWith("{\"publication\":").hasSizeGreaterThan(32_000);
            SocketNode.await(node.hub().drain(50));
            assertThat(listener.next()).startsWith("{\"disconnect\":{\"code\":3001,");
            assertThat(listener.next()).isEqualTo("closed 3001 drain");
        }
    }

    @Test
    void aClientThatEndsInGoodOrderIsAnsweredInGoodOrder() throws InterruptedException {
        try (SocketNode node = new SocketNode()) {
            Listener listener = new Listener();
            WebSocket socket = java.net.http.HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/ws"), listener)
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            assertThat(listener.next()).startsWith("{\"connected\":");
            socket.sendClose(1000, "done").join();
            assertThat(listener.next()).isEqualTo("closed 1000 ");
        }
    }

    @Test
    void http2HasNoUpgradeAndSaysSo() {
        ListenerSettings d = ListenerSettings.development(0);
        ListenerSettings clear =
                new ListenerSettings(d.host(), 0, null, true, true, List.of(), d.limits(), d.proxies());
        try (SocketNode node = new SocketNode(
                SocketSettings.DEFAULT,
                clear,
                Border.development(),
                token -> Future.failedFuture(new HubException(ErrorCode.UNAUTHENTICATED, "no")))) {
            HttpClient client = node.vertx()
                    .createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false));
            HttpClientResponse response =
                    SocketNode.await(client.request(HttpMethod.GET, node.port(), "127.0.0.1", "/ws")
                            .compose(HttpClientRequest::send));
            assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(426);
            assertThat(response.getHeader("Upgrade")).isNull();
            SocketNode.await(client.close());
        }
    }
}
