package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.edge.Border;
import dev.tidings.edge.ClientLimits;
import dev.tidings.edge.Identity;
import dev.tidings.edge.Limit;
import dev.tidings.edge.ListenerLimits;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.Right;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A user may have two streams: one page that opens a stream in a loop must not take those of all others. */
class UserStreamsIT {

    private static final ClientLimits TWO_STREAMS =
            new ClientLimits(1_000, 1_000, 1_000, 1_000, 2, 1_000, 1_000, 1_000, false);
    private static final ListenerSettings SETTINGS = new ListenerSettings(
            "127.0.0.1",
            0,
            null,
            false,
            true,
            List.of(),
            new ListenerLimits(8192, 16384, 10_000, 30_000, 60_000, 30_000, 100, TWO_STREAMS, 50));

    /** Whoever the request says it is. */
    private record Named(String subject) implements Identity {
        @Override
        public Actor actor() {
            return new Actor(subject, subject);
        }

        @Override
        public boolean may(Right right, ChannelName channel) {
            return true;
        }

        @Override
        public long expiresAtMillis() {
            return Long.MAX_VALUE;
        }
    }

    private final Border border = new Border(
            (request, cookie) -> Future.succeededFuture(new Named(request.getHeader("X-Name"))), () -> false);

    private static SseClient connect(SseNode node, String name, String path) {
        return node.connect(path, "X-Name: " + name);
    }

    @Test
    void tellsTheThirdStreamToStayAwayAndStopsItWhenItComesBack() {
        try (SseNode node = new SseNode(SseSettings.DEFAULT, SETTINGS, border);
                SseClient first = connect(node, "ann", "/api/events/pets");
                SseClient second = connect(node, "ann", "/api/events?channels=pets,orders")) {
            assertThat(first.next().type()).isEqualTo("connected");
            assertThat(second.next().type()).isEqualTo("connected");
            try (SseClient third = connect(node, "ann", "/api/events/orders")) {
                assertThat(third.status()).isEqualTo(200);
                assertThat(third.rest()).singleElement().satisfies(event -> {
                    assertThat(event.type()).isEqualTo("disconnect");
                    assertThat(event.data()).contains("3503", "more than 2 live connections", "\"reconnect\":false");
                });
            }
            try (SseClient again = connect(node, "ann", "/api/events/orders")) {
                assertThat(again.status()).isEqualTo(204);
            }
            try (SseClient other = connect(node, "bob", "/api/events/orders")) {
                assertThat(other.next().type()).isEqualTo("connected");
            }
            assertThat(border.visitors().refusals().count(Limit.CONNECTIONS_PER_USER))
                    .isEqualTo(1);
        }
    }

    /** A count that is not given back would lock the user out for good. */
    @Test
    void givesAPlaceBackHoweverAStreamEnds() {
        try (SseNode node = new SseNode(SseSettings.DEFAULT, SETTINGS, border)) {
            for (int i = 0; i < 20; i++) {
                List<SseClient> streams = new ArrayList<>();
                for (String path : List.of("/api/events/pets", "/sse", "/api/tasks/stream")) {
                    streams.add(connect(node, "ann", path));
                }
                streams.forEach(stream -> assertThat(stream.status()).isEqualTo(200));
                assertThat(streams.get(0).next().type()).isEqualTo("connected");
                assertThat(streams.get(2).next().type()).isEqualTo("message");
                streams.forEach(SseClient::close);
                await().until(() -> node.service().counters().open() == 0);
            }
            assertThat(border.visitors().refusals().count(Limit.CONNECTIONS_PER_USER))
                    .isZero();
        }
    }
}
