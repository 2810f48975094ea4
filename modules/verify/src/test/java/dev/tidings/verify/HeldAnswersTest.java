package dev.tidings.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class HeldAnswersTest {

    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final HeldAnswers answers = new HeldAnswers();

    private String pass(String text) {
        return answers.pass(Buffer.buffer(text), 150).toString();
    }

    @Test
    void passesAnswersOfAKnownLengthOnAtOnce() {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe";
        assertThat(pass(answer)).isEqualTo(answer);
        assertThat(pass("llo")).isEqualTo("llo");
    }

    @Test
    void gathersAStreamUntilThereIsEnoughOrItEnds() {
        assertThat(pass(STREAM)).isEmpty();
        assertThat(pass("5\r\nhello\r\n")).isEmpty();
        String block = "64\r\n" + "x".repeat(100) + "\r\n";
        assertThat(pass(block)).isEqualTo(STREAM + "5\r\nhello\r\n" + block);
        assertThat(pass("5\r\nhello\r\n0\r")).isEmpty();
        assertThat(pass("\n\r\n")).isEqualTo("5\r\nhello\r\n0\r\n\r\n");

        String next = "HTTP/1.1 204 No Content\r\n\r\n";
        assertThat(pass(next)).isEqualTo(next);
    }

    @Test
    void givesWhatItHeldBackWhenItIsAskedTo() {
        assertThat(pass(STREAM)).isEmpty();
        assertThat(answers.rest().toString()).isEqualTo(STREAM);
        assertThat(answers.rest().length()).isZero();
        assertThat(answers.pass(Buffer.buffer("2\r\nhi\r\n"), 0).toString()).isEqualTo("2\r\nhi\r\n");
    }

    @Test
    void looksAtNothingThatLeftHttp() {
        String upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
        assertThat(pass(upgraded)).isEqualTo(upgraded);
        assertThat(pass(STREAM)).isEqualTo(STREAM);
    }
}
