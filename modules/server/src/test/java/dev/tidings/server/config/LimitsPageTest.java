package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.edge.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about limits tells people what to expect: a limit that it doesn't name, or with another number, is a trap. */
class LimitsPageTest {

    private static final Path PAGE = Path.of("../../docs/limits.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(limits\\.[A-Za-z]+)` \\| `([^`]*)` \\|");

    @Test
    void namesEachLimitWithItsDefault() throws IOException {
        List<MatchResult> rows = ROW.matcher(Files.readString(PAGE)).results().toList();
        List<String> expected = SettingsTable.ALL.settings().stream()
                .filter(setting -> setting.path().startsWith("limits."))
                .filter(setting -> !setting.path().equals(LimitsTable.SPARE_LOOPBACK.path()))
                .map(setting -> setting.path() + " " + setting.defaultText())
                .toList();
        assertThat(rows)
                .extracting(row -> row.group(1) + " " + row.group(2))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void namesEachLimitAsTheMetricsDo() throws IOException {
        String page = Files.readString(PAGE);
        for (Limit limit : Limit.values()) {
            assertThat(page).contains("`" + limit.label() + "`");
        }
    }
}
