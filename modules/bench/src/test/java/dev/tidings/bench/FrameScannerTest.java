package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameScannerTest implements FrameScanner.Sink {

    private final List<String> seen = new ArrayList<>();

    @Override
    public void publication(long offset, long number, long nanos) {
        seen.add(offset + ":" + number + ":" + nanos);
    }

    @Override
    public void other(String event, String id, String data) {
        seen.add(event + "|" + id + "|" + data);
    }

    @Test
    void leavesAFrameThatIsNotWhole() {
        byte[] text = (frame(7, 3, 99, 60) + "id: e-8\nevent: m\ndata: {\"n\"").getBytes(US_ASCII);
        int left = new FrameScanner("m", 60).scan(text, text.length, this);

        assertThat(seen).containsExactly("7:3:99");
        assertThat(left).isEqualTo(frame(7, 3, 99, 60).length());
    }

    @Test
    void tellsOtherEventsFromPublications() {
        byte[] text = "retry: 1200\n\n: hello\n\nid:e-4\nevent:connected\ndata:{}\n\nevent: reset\ndata: {\"x\":1}\n\n"
                .getBytes(US_ASCII);
        new FrameScanner("m", 60).scan(text, text.length, this);

        assertThat(seen).containsExactly("connected|e-4|{}", "reset||{\"x\":1}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void readsAChunkedStreamHoweverItIsCut(long seed) {
        Random random = new Random(seed);
        StringBuilder body = new StringBuilder();
        List<String> sent = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            String frames = frame(i, i * 3L, i * 7L, 128) + (random.nextInt(10) == 0 ? ": \n\n" : "");
            sent.add(i + ":" + i * 3L + ":" + i * 7L);
            int cut = random.nextInt(frames.length() + 1);
            chunk(body, frames.substring(0, cut));
            chunk(body, frames.substring(cut));
        }
        byte[] wire = body.append("0\r\n\r\n").toString().getBytes(US_ASCII);

        readInPieces(wire, random);

        assertThat(seen).as("seed %d", seed).containsExactlyElementsOf(sent);
    }

    private void readInPieces(byte[] wire, Random random) {
        ChunkDecoder chunks = new ChunkDecoder();
        FrameScanner scanner = new FrameScanner("m", 128);
        byte[] text = new byte[4096];
        int kept = 0;
        int at = 0;
        while (at < wire.length) {
            int size = Math.min(wire.length - at, 1 + random.nextInt(300));
            int end = chunks.decode(ByteBuffer.wrap(wire, at, size), text, kept);
            int left = scanner.scan(text, end, this);
            kept = end - left;
            System.arraycopy(text, left, text, 0, kept);
            at += size;
        }
        assertThat(chunks.ended()).isTrue();
    }

    private static void chunk(StringBuilder body, String content) {
        if (!content.isEmpty()) {
            body.append(Integer.toHexString(content.length()))
                    .append("\r\n")
                    .append(content)
                    .append("\r\n");
        }
    }

    private static String frame(long offset, long number, long nanos, int size) {
        byte[] data = new byte[size];
        new Payload(size).write(data, 0, number, nanos);
        return "id: abcdefghijkl-" + offset + "\nevent: m\ndata: " + new String(data, US_ASCII) + "\n\n";
    }
}
