package dev.tidings.socket.sockjs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.model.Seeded;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotingTest {

    private static String quoted(String... parts) {
        byte[][] bytes = new byte[parts.length][];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = parts[i].getBytes(UTF_8);
        }
        return new String(Quoting.quoted(bytes), UTF_8);
    }

    @Test
    void escapesWhatJsonAndBrowsersAskFor() {
        assertThat(quoted("a\"b\\c\b\f\n\r\t\u0001")).isEqualTo("\"a\\\"b\\\\c\\b\\f\\n\\r\\t\\u0001\"");
        assertThat(quoted("\u200b\u200c\u200f\u2010\u2027\u2028\u202f\u2030\u205f\u2060\u206f\u2070"))
                .isEqualTo("\"\u200b\\u200c\\u200f\u2010\u2027\\u2028\\u202f\u2030\u205f\\u2060\\u206f\u2070\"");
        assertThat(quoted("\uffef\ufff0\uffff")).isEqualTo("\"\uffef\\ufff0\\uffff\"");
        assertThat(quoted("é€😀")).isEqualTo("\"é€😀\"");
        assertThat(quoted("{\"a\":", "[1]", "}")).isEqualTo("\"{\\\"a\\\":[1]}\"");
        assertThat(quoted("")).isEqualTo("\"\"");
    }

    @Test
    void readsBackAsItWasWhateverTheText() throws IOException {
        ObjectMapper json = new ObjectMapper();
        long seed = Seeded.seed(QuotingTest.class);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                int point = random.nextInt(0x11000);
                text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
            }
            assertThat(json.readValue(quoted(text.toString()), String.class))
                    .as("seed %s", seed)
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void endsNoScript() {
        byte[] frame = Quoting.quotedForScript("a[\"</script><!--\"]".getBytes(UTF_8));
        assertThat(new String(frame, UTF_8)).doesNotContain("<").contains("\\u003c/script>");
    }
}
