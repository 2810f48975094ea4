package dev.tidings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageScannerTest implements FrameScanner.Sink {

    private static final int PAYLOAD_BYTES = 128;

    private final List<String> seen = new ArrayList<>();

    @Override
    public void publication(long offset, long number, long nanos) {
        seen.add(offset + ":" + number + ":" + nanos);
    }

    @Override
    public void other(String event, String id, String data) {
        seen.add(event);
    }

    private static MessageScanner scanner(Payload.Form form) {
        return new MessageScanner(form, "\"channel\":\"c:1\",\"offset\":", ",\"event\":\"m\",\"data\":", PAYLOAD_BYTES);
    }

    private static String publication(long offset) {
        byte[] data = new byte[PAYLOAD_BYTES];
        new Payload(PAYLOAD_BYTES).write(data, 0, offset * 3, offset * 7);
        return "{\"publication\":{\"channel\":\"c:1\",\"offset\":" + offset + ",\"event\":\"m\",\"data\":"
                + new String(data, US_ASCII) + ",\"time\":1795244358726}}";
    }

    private static String message(Payload.Form form, List<String> publications) {
        return form == Payload.Form.QUOTED
                ? "a[\"" + String.join("\n", publications).replace("\"", "\\\"").replace("\n", "\\n") + "\"]\n"
                : "42[" + String.join(",", publications) + ",\"end\"]\n";
    }

    @ParameterizedTest
    @EnumSource
    void findsEachPublicationOnceHoweverTheMessagesAreCut(Payload.Form form) {
        long seed = 17;
        Random random = new Random(seed);
        StringBuilder wire = new StringBuilder("o\n");
        List<String> sent = new ArrayList<>(List.of("o"));
        for (long offset = 1; offset < 500; ) {
            List<String> publications = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--, offset++) {
                publications.add(publication(offset));
                sent.add(offset + ":" + offset * 3 + ":" + offset * 7);
            }
            wire.append(message(form, publications));
            if (random.nextInt(3) == 0) {
                wire.append("h\n");
                sent.add("h");
            }
        }
        readInPieces(scanner(form), wire.toString().getBytes(US_ASCII), random);

        assertThat(seen).as("seed %d", seed).containsExactlyElementsOf(sent);
    }

    private void readInPieces(MessageScanner scanner, byte[] wire, Random random) {
        byte[] text = new byte[8192];
        int kept = 0;
        for (int at = 0; at < wire.length; ) {
            int size = Math.min(wire.length - at, 1 + random.nextInt(700));
            System.arraycopy(wire, at, text, kept, size);
            int end = kept + size;
            int left = scanner.scan(text, end, this, (message, sink) -> sink.other(message, "", ""));
            kept = end - left;
            System.arraycopy(text, left, text, 0, kept);
            at += size;
        }
        assertThat(kept).isZero();
    }

    @Test
    void tellsPublicationsOfOtherChannels() {
        byte[] text = message(Payload.Form.PLAIN, List.of(publication(1).replace("c:1", "c:2")))
                .getBytes(US_ASCII);
        int left = scanner(Payload.Form.PLAIN)
                .scan(text, text.length, this, (message, sink) -> sink.other(message, "", ""));

        assertThat(left).isEqualTo(text.length);
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0)).startsWith("42[{\"publication\":{\"channel\":\"c:2\"");
    }
}
