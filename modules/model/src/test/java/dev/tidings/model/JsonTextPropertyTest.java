package dev.tidings.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random JSON against a parser of other makers: the same is taken, and it means the same. */
class JsonTextPropertyTest {

    private static final ObjectMapper OTHER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(JsonLimits.DEFAULT.maxDepth())
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @Test
    void whatItKeepsMeansWhatWasSent() {
        Seeded.check(3_000, 40, (random, size) -> {
            String json = new JsonWriter(random, size).document();
            JsonText text = JsonText.of(json);
            assertThat(OTHER.readTree(text.sharedBytes())).isEqualTo(OTHER.readTree(json));
            assertThat(JsonText.of(text.toString())).isEqualTo(text);
        });
    }

    @Test
    void keepsStringsAndNumbersByteForByte() {
        Seeded.check(1_000, 40, (random, size) -> {
            long seed = random.nextLong();
            JsonWriter spaced = new JsonWriter(new Random(seed), size);
            JsonWriter dense = new JsonWriter(new Random(seed), size).withoutSpace();
            assertThat(JsonText.of(spaced.document())).hasToString(dense.document());
        });
    }

    @Test
    void takesExactlyWhatTheOtherParserTakes() {
        Seeded.check(20_000, 20, (random, size) -> {
            byte[] text = damaged(new JsonWriter(random, size).document().getBytes(UTF_8), random);
            assertThat(isTaken(text)).as(new String(text, UTF_8)).isEqualTo(isTakenByTheOther(text));
        });
    }

    private static byte[] damaged(byte[] text, Random random) {
        String alphabet = "{}[]\":,\\ \n-+.eEtfn0123456789u/\u0000\u007f";
        byte[] damaged = text.clone();
        for (int i = 0; i <= random.nextInt(2); i++) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(4)) {
                case 0 -> damaged[at] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
                case 1 -> damaged[at] = (byte) random.nextInt(256);
                case 2 -> damaged = Arrays.copyOf(damaged, Math.max(1, at));
                default -> damaged[at] = damaged[random.nextInt(damaged.length)];
            }
        }
        return damaged;
    }

    private static boolean isTaken(byte[] text) {
        try {
            JsonText.parse(text, JsonLimits.DEFAULT);
            return true;
        } catch (HubException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED);
            return false;
        }
    }

    /** Strict UTF-8 first, since the other parser guesses encodings; a NUL is never taken. */
    private static boolean isTakenByTheOther(byte[] text) throws IOException {
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            if (decoded.indexOf(0) >= 0 || decoded.startsWith("\ufeff")) {
                return false;
            }
            return isOneValue(decoded);
        } catch (CharacterCodingException | JsonProcessingException e) {
            return false;
        }
    }

    private static boolean isOneValue(String json) throws IOException {
        try (JsonParser parser = OTHER.createParser(json)) {
            int depth = 0;
            int values = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                values += depth == 0 ? 1 : 0;
                parser.finishToken();
                if (token.isNumeric() && !isFit(parser.getText())) {
                    return false;
                }
            }
            return values == 1;
        }
    }

    private static boolean isFit(String number) {
        return number.length() <= JsonLimits.DEFAULT.maxNumberLength()
                && !Double.isInfinite(Double.parseDouble(number));
    }
}
