package dev.tidings.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.it.clients.StockClients;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/** A stock client under Node.js that follows a channel through a proxy, as {@code npm/scripts/fallback.js} has it. Immutable. */
record StockFollower(String client, List<String> transports) {

    /** What the test does, before numbers are written. */
    @FunctionalInterface
    interface Step {
        void take(int number) throws Exception;
    }

    private static final int NUMBERS = 3;

    /**
     * One that may use all transports that the client has under Node.js.
     *
     * @param client {@code sockjs}, {@code eventbus} or {@code socket.io}
     */
    static StockFollower of(String client) {
        return new StockFollower(
                client,
                client.equals("socket.io")
                        ? List.of("polling", "websocket")
                        : List.of("xhr-polling", "xhr-streaming", "websocket"));
    }

    /**
     * The same without streams, as docs/proxies.md advises where answers are gathered: when SockJS gave up a WebSocket, its
     * clock runs on, and ends the transport that it tries after the next.
     */
    StockFollower withoutStreams() {
        return new StockFollower(
                client,
                transports.stream().filter(one -> !one.equals("xhr-streaming")).toList());
    }

    /**
     * Follows what the writer writes in each step.
     *
     * @param proxy where the client connects
     * @param ways transports; the steps begin when it found one of them
     * @param isCut whether each step is over only when the client has a new line
     * @return the transports that it found, in order
     * @throws AssertionError unless each number came, once and in order
     */
    List<Object> follow(URI proxy, Writer writer, List<String> ways, boolean isCut, int steps, Step step)
            throws Exception {
        JsonObject input = new JsonObject()
                .put("url", proxy.toString())
                .put("channel", writer.channel())
                .put("client", client)
                .put("transports", transports)
                .put("ways", ways)
                .put("steps", steps)
                .put("isCut", isCut);
        JsonObject seen = StockClients.installed().run("fallback.js", input, (what, number) -> {
            step.take((Integer) number);
            writer.publish(NUMBERS);
            return writer.published();
        });
        assertThat(seen.getJsonArray("faults")).isEmpty();
        assertThat(seen.getJsonArray("numbers"))
                .isEqualTo(new JsonArray(
                        IntStream.range(0, writer.published()).boxed().toList()));
        return seen.getJsonArray("ways").stream().toList();
    }
}
