package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code Prefer: wait=} as RFC 7240 lets clients write it: a preference is never an error. */
class WaitTimeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "wait=25                      | 25",
                "Wait = 25                    | 25",
                "wait=\"25\"                  | 25",
                "respond-async, wait=10       | 10",
                "wait=10; foo=bar             | 10",
                "foo; wait=3                  | 0",
                "wait=10, wait=20             | 10",
                "wait=61                      | 60",
                "wait=999999999               | 60",
                "wait=99999999999999999999    | 0",
                "wait                         | 0",
                "wait=                        | 0",
                "wait=\"                      | 0",
                "wait=-1                      | 0",
                "wait=1.5                     | 0",
                "waiting=25                   | 0",
                "return=minimal               | 0"
            })
    void readsThePreference(String header, int seconds) {
        assertThat(WaitTime.preferred(List.of(header))).isEqualTo(seconds);
    }

    @Test
    void looksAtEveryLine() {
        assertThat(WaitTime.preferred(List.of("return=minimal", "wait=7"))).isEqualTo(7);
        assertThat(WaitTime.preferred(List.of())).isZero();
    }
}
