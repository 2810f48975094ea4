package dev.tidings.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two requests that differ in anything must never be taken for one. */
class RequestHashTest {

    @Test
    void has128BitsAndIsTheSameForTheSame() {
        assertThat(hash("PUT", "a", "b")).hasSize(32).isEqualTo(hash("PUT", "a", "b"));
    }

    @Test
    void tellsApartWhatOnlyRunsTogether() {
        Set<String> hashes = new HashSet<>();
        hashes.add(hash("PUT", "a", "b"));
        hashes.add(hash("PUT", "ab", ""));
        hashes.add(hash("PUT", "", "ab"));
        hashes.add(hash("PUT", "ab"));
        hashes.add(hash("PUTa", "b"));
        hashes.add(hash("PUT", "ab", null));
        hashes.add(hash("PUT", null, "ab"));
        hashes.add(hash("PATCH", "a", "b"));

        assertThat(hashes).hasSize(8);
    }

    @Test
    void takesTextAndBytesAlike() {
        assertThat(new RequestHash("x").add("ä€").hex())
                .isEqualTo(new RequestHash("x")
                        .add("ä€".getBytes(StandardCharsets.UTF_8))
                        .hex());
    }

    private static String hash(String operation, String... parts) {
        RequestHash hash = new RequestHash(operation);
        for (String part : parts) {
            hash.add(part);
        }
        return hash.hex();
    }
}
