package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §8.8.3 and §13.1, as clients and proxies write them. */
class EntityTagsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"3\"              | 3",
                "\"1\", \"2\",\"3\" | 1 2 3",
                "\"1\"\t, ,  \"2\", | 1 2",
                "W/\"3\"            | -1",
                "W/\"3\", \"4\"     | -1 4",
                "\"\"               | -1",
                "\"03\"             | -1",
                "\"x\"              | -1",
                "\"-1\"             | -1",
                "\"1,2\"            | -1",
                "\"9223372036854775808\" | -1",
                "\"999999999999999999\"  | 999999999999999999",
            })
    void readsVersionsForAWritesPrecondition(String header, String versions) {
        List<Long> expected =
                List.of(versions.split(" ")).stream().map(Long::parseLong).toList();

        assertThat(EntityTags.parse(header).versions()).isEqualTo(expected);
    }

    @Test
    void readsAStarAsWhateverExists() {
        EntityTags star = EntityTags.parse(" * ");

        assertThat(star.any()).isTrue();
        assertThat(star.versions()).isEmpty();
        assertThat(star.matchesWeakly("anything")).isTrue();
    }

    @Test
    void neverTakesAListOfForeignTagsForAStar() {
        assertThat(EntityTags.parse("\"x\", W/\"1\"").versions()).isNotEmpty().allMatch(version -> version < 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                ",",
                "3",
                "\"3",
                "3\"",
                "\"3\"\"4\"",
                "w/\"3\"",
                "W/3",
                "W\"3\"",
                "\"a\u0001\"",
                "*, \"3\"",
                "\"a\" x"
            })
    void refusesWhatIsNoList(String header) {
        assertThatThrownBy(() -> EntityTags.parse(header))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED));
    }

    @Test
    void comparesWeaklyWhatAProxyMadeWeak() {
        EntityTags tags = EntityTags.parse("W/\"k3f9k3f9k3f9-14\", \"other\"");

        assertThat(tags.matchesWeakly("k3f9k3f9k3f9-14")).isTrue();
        assertThat(tags.matchesWeakly("other")).isTrue();
        assertThat(tags.matchesWeakly("k3f9k3f9k3f9-1")).isFalse();
    }

    @Test
    void findsEveryTagOfAnyListPutTogetherAtRandom() {
        long seed = Seeded.seed(EntityTagsTest.class);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<EntityTags.Tag> tags = new ArrayList<>();
            StringBuilder header = new StringBuilder();
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                EntityTags.Tag tag = new EntityTags.Tag(random.nextBoolean(), opaque(random));
                tags.add(tag);
                header.append(" ".repeat(random.nextInt(2)))
                        .append(tag.weak() ? "W/" : "")
                        .append('"')
                        .append(tag.opaque())
                        .append('"')
                        .append(random.nextBoolean() ? " ," : ",");
            }

            assertThat(EntityTags.parse(header.toString()).tags())
                    .as("seed %d: %s", seed, header)
                    .isEqualTo(tags);
        }
    }

    private static String opaque(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append("!#,*/W-09aZ~é".charAt(random.nextInt(13)));
        }
        return text.toString();
    }
}
