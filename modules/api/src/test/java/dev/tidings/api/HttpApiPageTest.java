package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the examples of {@code docs/http-api.md} in their order, and holds their answers to what the page shows. */
class HttpApiPageTest {

    /** A command of the page, and the lines that it shows, where {@code …} stands for anything. */
    private record Example(String command, List<String> shown) {}

    @Test
    void showsWhatHappens() throws Exception {
        List<Example> examples = examples(Path.of("../../docs/http-api.md"));
        assertThat(examples).hasSizeGreaterThan(15);
        try (TestNode node = TestNode.withHub()) {
            for (Example example : examples) {
                List<String> output = run(example.command().replace("localhost:8080", "localhost:" + node.port()));
                int next = 0;
                for (String line : example.shown()) {
                    int at = next;
                    while (at < output.size() && !matches(line, output.get(at))) {
                        at++;
                    }
                    assertThat(at)
                            .as("%n%s%nshows  %s%nbut said%n%s", example.command(), line, String.join("\n", output))
                            .isLessThan(output.size());
                    next = at + 1;
                }
            }
        }
    }

    @Test
    void tellsAnotherAnswerFromTheOneShown() {
        assertThat(matches("{…\"a\":1…}", "{\"b\":2,\"a\":1}")).isTrue();
        assertThat(matches("{…\"a\":1…}", "{\"b\":2,\"a\":2}")).isFalse();
        assertThat(matches("304", "200")).isFalse();
        assertThat(matches("a…", "ba")).isFalse();
    }

    private static List<Example> examples(Path page) throws IOException {
        List<Example> examples = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                inside = line.equals("```console");
            } else if (inside && line.startsWith("$ ")) {
                examples.add(new Example(line.substring(2), new ArrayList<>()));
            } else if (inside) {
                examples.get(examples.size() - 1).shown().add(line);
            }
        }
        return examples;
    }

    private static List<String> run(String command) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", command.replace("curl ", "curl --max-time 60 "))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whether the line is as shown: its fixed parts are there, in order, from its beginning to its end. */
    private static boolean matches(String shown, String line) {
        String[] parts = shown.split("…", -1);
        if (!line.startsWith(parts[0]) || !line.endsWith(parts[parts.length - 1])) {
            return false;
        }
        int at = 0;
        for (String part : parts) {
            at = line.indexOf(part, at);
            if (at < 0) {
                return false;
            }
            at += part.length();
        }
        return parts.length > 1 || line.equals(shown);
    }
}
