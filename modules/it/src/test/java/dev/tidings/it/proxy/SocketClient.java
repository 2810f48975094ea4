package dev.tidings.it.proxy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A WebSocket with one subscription to a channel whose data are numbers. Thread-safe because its lists are. */
final class SocketClient implements AutoCloseable {

    private static final Pattern DATA = Pattern.compile("\"offset\":(\\d+),.*\"data\":(\\d+)[,}]");

    private final List<Integer> numbers = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final WebSocket socket;

    /** @param position where it goes on; empty = from now on */
    SocketClient(HttpClient client, URI uri, String channel, String position) throws Exception {
        URI secure = URI.create("wss" + uri.toString().substring("https".length()));
        socket = client.newWebSocketBuilder()
                .subprotocols("tidings.v1")
                .connectTimeout(Duration.ofSeconds(60))
                .buildAsync(secure, new Listener())
                .get(60, TimeUnit.SECONDS);
        String from = position.isEmpty() ? "" : ",\"position\":\"" + position + '"';
        socket.sendText("{\"id\":1,\"subscribe\":{\"channel\":\"" + channel + '"' + from + "}}", true)
                .get(60, TimeUnit.SECONDS);
    }

    /** What came, in order. */
    List<Integer> numbers() {
        return numbers;
    }

    boolean has(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        /** When the last sign of life is out. */
        private CompletionStage<?> answered = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                message.toString().lines().forEach(line -> take(socket, line));
                message.setLength(0);
            }
            socket.request(1);
            return answered;
        }

        private void take(WebSocket socket, String line) {
            lines.add(line);
            Matcher publication = DATA.matcher(line);
            if (publication.find()) {
                numbers.add(Integer.valueOf(publication.group(2)));
            } else if (line.equals("{}")) {
                answered = socket.sendText("{}", true);
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            lines.add("closed " + code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            lines.add("closed by " + error);
        }
    }
}
