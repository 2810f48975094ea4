package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.verify.SocketDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketScannerTest implements FrameScanner.Sink {

    private static final int PAYLOAD_BYTES = 128;

    private final SocketScanner scanner = new SocketScanner("c:1", "m", PAYLOAD_BYTES);
    private final List<String> seen = new ArrayList<>();

    @Override
    public void publication(long offset, long number, long nanos) {
        seen.add(offset + ":" + number + ":" + nanos);
    }

    @Override
    public void other(String event, String id, String data) {
        seen.add(event + "|" + id);
    }

    private static String line(long offset, long number, long nanos) {
        byte[] data = new byte[PAYLOAD_BYTES];
        new Payload(PAYLOAD_BYTES).write(data, 0, number, nanos);
        return "{\"publication\":{\"channel\":\"c:1\",\"offset\":" + offset + ",\"event\":\"m\",\"data\":"
                + new String(data, US_ASCII) + ",\"time\":1795244358726}}";
    }

    /** As a server sends it: not masked. */
    private static byte[] frame(int firstByte, String text) {
        byte[] payload = text.getBytes(US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) firstByte);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 1 << 16) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    @Test
    void leavesALineThatIsNotWhole() {
        String whole = line(7, 3, 99) + "\n";
        byte[] text = (whole + line(8, 4, 100)).getBytes(US_ASCII);
        for (int end = whole.length(); end < text.length; end++) {
            seen.clear();
            assertThat(scanner.scan(text, end, this)).as("%d bytes", end).isEqualTo(whole.length());
            assertThat(seen).containsExactly("7:3:99");
        }
    }

    @Test
    void tellsOtherObjectsFromPublications() {
        byte[] text = ("{\"connected\":{\"connection\":\"x\"}}\n"
                        + "{\"id\":1,\"subscribed\":{\"channel\":\"c:1\",\"position\":\"e-4\",\"recovered\":true}}\n{}\n"
                        + "{\"reset\":{}}\n" + line(5, 1, 2).replace("c:1", "c:2") + "\n")
                .getBytes(US_ASCII);
        scanner.scan(text, text.length, this);

        assertThat(seen).hasSize(4).startsWith("connected|e-4", "heartbeat|", "{\"reset\":{}}|");
        assertThat(seen.get(3)).startsWith("{\"publication\":{\"channel\":\"c:2\"");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void readsASocketHoweverItIsCutAndFragmented(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        List<String> sent = new ArrayList<>();
        long offset = 0;
        while (offset < 1_000) {
            int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 4);
            StringBuilder message = new StringBuilder();
            for (int i = 0; i < count; i++) {
                offset++;
                message.append(i == 0 ? "" : "\n").append(line(offset, offset * 3, offset * 7));
                sent.add(offset + ":" + offset * 3 + ":" + offset * 7);
            }
            int cut = random.nextInt(message.length());
            if (random.nextBoolean()) {
                wire.write(frame(0x81, message.toString()));
            } else {
                wire.write(frame(0x01, message.substring(0, cut)));
                wire.write(frame(0x80, message.substring(cut)));
            }
        }
        readInPieces(wire.toByteArray(), random);

        assertThat(seen).as("seed %d", seed).containsExactlyElementsOf(sent);
    }

    private void readInPieces(byte[] wire, Random random) throws IOException {
        SocketDecoder frames = new SocketDecoder();
        byte[] text = new byte[8192];
        int kept = 0;
        int at = 0;
        while (at < wire.length) {
            int size = Math.min(wire.length - at, 1 + random.nextInt(1_000));
            byte[] part = new byte[size + 1]; // as much as there may be
            int count = frames.decode(ByteBuffer.wrap(wire, at, size), part, 0);
            System.arraycopy(part, 0, text, kept, count);
            int end = kept + count;
            int left = scanner.scan(text, end, this);
            kept = end - left;
            System.arraycopy(text, left, text, 0, kept);
            at += size;
        }
        assertThat(kept).isZero();
    }

    @Test
    void givesWhatCameBeforeTheHubClosed() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.write(frame(0x81, "{}"));
        wire.write(frame(0x88, "\u0003x"));
        SocketDecoder frames = new SocketDecoder();
        byte[] text = new byte[100];

        assertThat(new String(text, 0, frames.decode(ByteBuffer.wrap(wire.toByteArray()), text, 0), US_ASCII))
                .isEqualTo("{}\n");
        assertThat(frames.ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x82, 0x8a, 0xc1, 0xa1})
    void takesNothingForTextThatIsNone(int firstByte) {
        byte[] odd = frame(firstByte, "{}");
        assertThatThrownBy(() -> new SocketDecoder().decode(ByteBuffer.wrap(odd), new byte[100], 0))
                .isInstanceOf(IOException.class);
    }
}
