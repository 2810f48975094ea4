package dev.tidings.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Seeded;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Sequences of frames that were right before they were mutated: an exception would take the connection's loop with it. */
class FrameFuzzTest {

    private static final int SEQUENCES = 20_000;

    @Test
    void neverThrowsAndNeverGoesOnBehindAnEnd() {
        long seed = Seeded.seed(FrameFuzzTest.class);
        Random random = new Random(seed);
        int ended = 0;
        for (int i = 0; i < SEQUENCES; i++) {
            byte[] bytes = mutated(sequence(random), random);
            List<String> events = new Recorder(random.nextBoolean() ? Recorder.LIMITS : EchoSocket.LIMITS)
                    .read(cut(bytes, random))
                    .events;
            for (int at = 0; at < events.size(); at++) {
                String event = events.get(at);
                if (event.startsWith("fault ") || event.startsWith("closed ")) {
                    assertThat(at).as("seed " + seed + ", nothing after an end").isEqualTo(events.size() - 1);
                    ended++;
                }
            }
        }
        assertThat(ended).as("seed " + seed).isGreaterThan(SEQUENCES / 2);
    }

    @Test
    void readsTheSameHoweverItIsCut() {
        long seed = Seeded.seed(FrameFuzzTest.class);
        Random random = new Random(seed);
        for (int i = 0; i < SEQUENCES / 4; i++) {
            byte[] bytes = mutated(sequence(random), random);
            assertThat(Recorder.of(cut(bytes, random))).as("seed " + seed).isEqualTo(Recorder.of(bytes));
        }
    }

    @Test
    void alwaysEndsInWordsAndServesTheNextClient() {
        long seed = Seeded.seed(FrameFuzzTest.class);
        Random random = new Random(seed);
        try (SocketNode node = new SocketNode()) {
            for (int i = 0; i < 200; i++) {
                try (WireClient client = node.connected()) {
                    client.send(mutated(sequence(random), random));
                    // zeros are no frame, so that it ends even if all was right, or the last frame not whole
                    client.send(new byte[70_000]);
                    int code = client.closeCode();
                    assertThat(code == Close.NONE || Close.mayBeSent(code))
                            .as("seed " + seed + ", code " + code)
                            .isTrue();
                    assertThat(client.isEnded()).isTrue();
                }
            }
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(node.service().counters().open()).isZero());
            node.connected().close();
            assertThat(node.figures().failures()).isZero();
        }
    }

    private static byte[] sequence(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] firsts = {0x81, 0x81, 0x82, 0x01, 0x00, 0x80, 0x89, 0x8a, 0x88};
        for (int frames = 1 + random.nextInt(6); frames > 0; frames--) {
            byte[] payload = new byte[random.nextInt(10) == 0 ? random.nextInt(400) : random.nextInt(20)];
            for (int i = 0; i < payload.length; i++) {
                payload[i] = (byte) (random.nextInt(20) == 0 ? random.nextInt(256) : 'a' + random.nextInt(26));
            }
            out.writeBytes(WireClient.frame(firsts[random.nextInt(firsts.length)], payload));
        }
        return out.toByteArray();
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] out = bytes.clone();
        for (int times = random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(out.length);
            switch (random.nextInt(4)) {
                case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> out[at] = (byte) random.nextInt(256);
                case 2 -> out = Arrays.copyOf(out, Math.max(1, at));
                default -> {
                    byte[] doubled = Arrays.copyOf(out, out.length + out.length - at);
                    System.arraycopy(out, at, doubled, out.length, out.length - at);
                    out = doubled;
                }
            }
        }
        return out;
    }

    private static byte[][] cut(byte[] bytes, Random random) {
        int pieces = 1 + random.nextInt(5);
        byte[][] cut = new byte[pieces][];
        int from = 0;
        for (int i = 0; i < pieces; i++) {
            int to = i == pieces - 1 ? bytes.length : from + random.nextInt(bytes.length - from + 1);
            cut[i] = Arrays.copyOfRange(bytes, from, to);
            from = to;
        }
        return cut;
    }
}
