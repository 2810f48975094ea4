package dev.tidings.hub.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerWindowTest {

    private final PeerWindow window = new PeerWindow();

    @Test
    void takesUpToItsBoundOfPublications() {
        window.sent(1, 600, 10);
        assertThat(window.hasRoom(400, 10)).isTrue();
        assertThat(window.hasRoom(401, 10)).isFalse();
    }

    @Test
    void takesUpToItsBoundOfBytes() {
        window.sent(1, 1, 3 << 20);
        assertThat(window.hasRoom(1, 1 << 20)).isTrue();
        assertThat(window.hasRoom(1, (1 << 20) + 1)).isFalse();
    }

    @Test
    void letsOneLoadThroughHoweverLarge() {
        assertThat(window.hasRoom(5_000, 64 << 20)).isTrue();
    }

    @Test
    void staysInHintModeUntilAllIsAcknowledged() {
        window.sent(1, 900, 10);
        window.sent(2, 100, 10);
        window.dropped();
        assertThat(window.acknowledged(1)).isFalse();
        assertThat(window.hasRoom(1, 1)).isFalse();
        assertThat(window.acknowledged(2)).as("hint mode ends").isTrue();
        assertThat(window.hasRoom(1_000, 1)).isTrue();
        assertThat(window.acknowledged(2)).as("it ends once").isFalse();
    }

    @Test
    void aLaterAcknowledgementFreesWhatGotLost() {
        window.sent(1, 10, 10);
        window.sent(3, 10, 10);
        window.acknowledged(4);
        assertThat(window.bytes()).isZero();
        assertThat(window.publications()).isZero();
    }

    @Test
    void anOldAcknowledgementFreesNothing() {
        window.sent(5, 10, 10);
        window.acknowledged(4);
        assertThat(window.publications()).isEqualTo(10);
    }
}
