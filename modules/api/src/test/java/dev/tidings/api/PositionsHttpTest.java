package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.api.TestClient.Answer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** R19: forty positions that can't be followed. None is an error, none is taken for one that can. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PositionsHttpTest {

    private static final String HISTORY = "/api/channels/r19/publications";

    private TestNode node;
    private TestClient http;
    private String epoch;

    @BeforeAll
    void start() {
        node = TestNode.withHub();
        http = node.client();
        for (int i = 0; i < 3; i++) {
            epoch = http.post(HISTORY, "{\"data\":" + i + "}").json().getString("epoch");
        }
    }

    @AfterAll
    void stop() {
        node.close();
    }

    static Stream<String> oddPositions() {
        return Stream.of(
                "",
                " ",
                "-",
                "--",
                "-1",
                "0",
                "1",
                "9223372036854775808",
                "EPOCH",
                "EPOCH-",
                "EPOCH--1",
                "EPOCH-4",
                "EPOCH-01",
                "EPOCH-00",
                "EPOCH-+1",
                "EPOCH- 1",
                "EPOCH-1 ",
                " EPOCH-1",
                "EPOCH-1.0",
                "EPOCH-1e0",
                "EPOCH-0x1",
                "EPOCH-١",
                "EPOCH-9223372036854775807",
                "EPOCH-9223372036854775808",
                "EPOCH-99999999999999999999999999",
                "EPOCH-999999999999999999",
                "EPOCH_1",
                "EPOCH-1-1",
                "EPOCH-1\u0000",
                "EPOCH-1\r\nx: y",
                "aaaaaaaaaaaa-1",
                "aaaaaaaaaaaa-0",
                "AAAAAAAAAAAA-1",
                "aaaaaaaaaaa-1",
                "aaaaaaaaaaaaa-1",
                "null",
                "undefined",
                "NaN",
                "Earliest",
                "HEAD",
                "../../etc/passwd",
                "x".repeat(4_000));
    }

    @ParameterizedTest
    @MethodSource("oddPositions")
    void beginsWithWhatIsThereAndSaysSo(String position) {
        String since = URLEncoder.encode(position.replace("EPOCH", epoch), StandardCharsets.UTF_8);

        Answer answer = http.get(HISTORY + "?wait=10&since=" + since);

        assertThat(answer.status()).isEqualTo(200);
        JsonObject page = answer.json();
        assertThat(page.getBoolean("recovered")).isFalse();
        assertThat(page.getJsonArray("publications")).hasSize(3);
        assertThat(page.getString("position")).isEqualTo(epoch + "-3");
    }

    @Test
    void refusesAPositionOfAMegabyteByItsLength() throws Exception {
        assertThat(http.get(HISTORY + "?since=" + "x".repeat(1 << 20)).status()).isEqualTo(414);
        assertThat(http.get(HISTORY).status()).isEqualTo(200);
    }

    @Test
    void followsWhatCanBeFollowed() {
        assertThat(page("earliest").getJsonArray("publications")).hasSize(3);
        assertThat(page("head").getJsonArray("publications")).isEmpty();
        assertThat(page(epoch + "-0").getJsonArray("publications")).hasSize(3);
        assertThat(page(epoch + "-2").getJsonArray("publications")).hasSize(1);
        assertThat(page(epoch + "-3").getJsonArray("publications")).isEmpty();
    }

    private JsonObject page(String since) {
        JsonObject page = http.get(HISTORY + "?since=" + since).json();
        assertThat(page.getBoolean("recovered")).isTrue();
        return page;
    }
}
