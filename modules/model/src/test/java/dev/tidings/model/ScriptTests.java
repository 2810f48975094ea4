package dev.tidings.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tests that are written in the language of the modules that they test, run by what Node.js brings. Immutable; pure functions. */
public final class ScriptTests {

    private static final Pattern PASSED = Pattern.compile("(?m)^# pass (\\d+)$");
    private static final int LIMIT_SECONDS = 150;

    private ScriptTests() {}

    /**
     * Runs those of {@code src/test/js/}, which must all pass.
     *
     * @param folder where what they print goes
     * @param atLeast how many there are at the least
     * @param options of Node.js
     * @throws AssertionError with all that they printed, also when they don't end in time
     */
    public static void pass(Path folder, int atLeast, String... options) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process node = run(output, List.of(options));
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
        assertThat(Integer.parseInt(passed.group(1))).as(report).isGreaterThanOrEqualTo(atLeast);
    }

    private static Process run(Path output, List<String> options) {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(options);
        command.addAll(List.of("--test", "--test-reporter=tap", "src/test/js/"));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError("Node.js 20 or newer is needed to test the modules", e);
        }
    }
}
