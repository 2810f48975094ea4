package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SocketDecoderTest {

    private static final byte[] MESSAGES = {
        (byte) 0x81, 1, 'h', (byte) 0x89, 0, 1, 1, 'a', (byte) 0x89, 0, (byte) 0x80, 1, 'b'
    };

    private final SocketDecoder decoder = new SocketDecoder();

    @Test
    void takesMessagesOutOfTheirFramesWithPingsBetweenThemWhereverTheirBytesAreCut() throws IOException {
        for (int cut = 0; cut <= MESSAGES.length; cut++) {
            byte[] out = new byte[MESSAGES.length + 1];
            int end = decoder.decode(ByteBuffer.wrap(MESSAGES, 0, cut), out, 0);
            end = decoder.decode(ByteBuffer.wrap(MESSAGES, cut, MESSAGES.length - cut), out, end);

            assertThat(new String(out, 0, end, US_ASCII)).isEqualTo("h\nab\n");
            assertThat(decoder.takePing()).isTrue();
            assertThat(decoder.takePing()).isFalse();
            assertThat(decoder.ended()).isFalse();
        }
    }

    @Test
    void takesLongMessagesWhereverTheirBytesAreCut() throws IOException {
        ByteBuffer frames = ByteBuffer.allocate(2 * (4 + 200) + 10 + 70_000);
        for (int i = 0; i < 2; i++) {
            frames.put((byte) 0x81)
                    .put((byte) 126)
                    .putShort((short) 200)
                    .put("x".repeat(200).getBytes(US_ASCII));
        }
        frames.put((byte) 0x81)
                .put((byte) 127)
                .putLong(70_000)
                .put("y".repeat(70_000).getBytes(US_ASCII));
        for (int cut = 0; cut <= 430; cut++) {
            byte[] out = new byte[frames.capacity() + 1];
            int end = decoder.decode(ByteBuffer.wrap(frames.array(), 0, cut), out, 0);
            end = decoder.decode(ByteBuffer.wrap(frames.array(), cut, frames.capacity() - cut), out, end);

            assertThat(new String(out, 0, end, US_ASCII))
                    .isEqualTo("x".repeat(200) + "\n" + "x".repeat(200) + "\n" + "y".repeat(70_000) + "\n");
        }
    }

    @Test
    void refusesWhatTheHubNeverSends() {
        assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(new byte[] {(byte) 0x82, 0}), new byte[4], 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("130");
    }
}
