package dev.tidings.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests of the pages' modules, which are written in their own language, with the runner that Node.js brings. */
class PageModulesTest {

    private static final Pattern PASSED = Pattern.compile("(?m)^# pass (\\d+)$");
    private static final int LIMIT_SECONDS = 50;

    @TempDir
    private Path folder;

    @Test
    void modulesOfThePagesPassTheirTests() throws Exception {
        Path output = folder.resolve("output.txt");
        Process node = run(output);
        try {
            assertThat(node.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("node --test ends in time")
                    .isTrue();
        } finally {
            node.destroyForcibly();
        }
        String report = Files.readString(output);
        assertThat(node.exitValue()).as(report).isZero();
        Matcher passed = PASSED.matcher(report);
        assertThat(passed.find()).as(report).isTrue();
        assertThat(Integer.parseInt(passed.group(1))).as(report).isGreaterThan(10);
    }

    private static Process run(Path output) {
        try {
            return new ProcessBuilder(
                            "node",
                            "--import",
                            "./src/test/js/client-modules.js",
                            "--test",
                            "--test-reporter=tap",
                            "src/test/js/")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError("Node.js 20 or newer is needed to test the modules", e);
        }
    }
}
