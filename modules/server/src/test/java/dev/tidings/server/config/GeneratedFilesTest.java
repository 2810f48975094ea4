package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The commented file and the page about the settings are made from the table. To write them anew: {@code mvn -Pquick test
 * -pl modules/server -am -Dtest=GeneratedFilesTest -Dtidings.write=true}.
 */
class GeneratedFilesTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

    @Test
    void commentedFileIsWhatTheTableSays() throws IOException {
        assertIs(ROOT.resolve("conf/tidings.yaml"), SettingsText.file());
    }

    @Test
    void documentationIsWhatTheTableSays() throws IOException {
        assertIs(ROOT.resolve("docs/configuration.md"), SettingsText.page());
    }

    @Test
    void commentedFileGivesTheDefaults() {
        Configuration fromFile = ConfigurationLoader.load(ROOT.resolve("conf/tidings.yaml"), Map.of(), Map.of());
        Configuration defaults = ConfigurationLoader.load(null, Map.of(), Map.of());
        for (Setting<?> setting : SettingsTable.ALL.settings()) {
            assertThat((Object) fromFile.get(setting)).as(setting.path()).isEqualTo(defaults.get(setting));
            assertThat(fromFile.values().given(setting))
                    .as(setting.path() + " is in the file")
                    .isPresent();
        }
        assertThat(fromFile.collections())
                .usingRecursiveComparison()
                .ignoringFields("validator")
                .isEqualTo(defaults.collections());
        assertThat(fromFile.namespaces()).isEqualTo(defaults.namespaces());
    }

    private static void assertIs(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("tidings.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(file).as("see this test's Javadoc for how to write it anew").hasContent(expected);
    }
}
