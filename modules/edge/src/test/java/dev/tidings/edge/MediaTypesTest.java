package dev.tidings.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | true",
                "APPLICATION/JSON;q=0.5 | true",
                "application/* | true",
                "*/* | true",
                "text/html, */*;q=0.1 | true",
                "text/html | false",
                "application/json;q=0 | false",
                "application/json;q=0.000, */* | false",
                "*/*;q=0 | false",
                "application/*;q=0, application/json | true",
                "applicationjson | false",
                ";;;,,, | false"
            })
    void letsTheMostSpecificRangeDecide(String accept, boolean accepted) {
        assertThat(MediaTypes.accepts(accept, Set.of("application/json"))).isEqualTo(accepted);
    }

    @Test
    void takesAnAbsentHeaderForEverything() {
        assertThat(MediaTypes.accepts(null, Set.of("text/plain"))).isTrue();
        assertThat(MediaTypes.accepts("text/html", Set.of())).isTrue();
    }

    @Test
    void readsTypeAndCharset() {
        assertThat(MediaTypes.bare(" Text/Event-Stream ; charset=x")).isEqualTo("text/event-stream");
        assertThat(MediaTypes.bare(null)).isEmpty();
        assertThat(MediaTypes.isUtf8("application/json; Charset=\"UTF-8\"")).isTrue();
        assertThat(MediaTypes.isUtf8("application/json;charset=utf-16")).isFalse();
    }
}
