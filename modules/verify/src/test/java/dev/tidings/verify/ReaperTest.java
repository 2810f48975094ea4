package dev.tidings.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaperTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void endsWhatBearsItsMarkAndNothingElse() throws Exception {
        Process other = sleeper(Reaper.start("another run"));
        Process own;
        try (Reaper reaper = Reaper.start(folder.toString())) {
            own = sleeper(reaper);
        }
        assertThat(own.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(other.isAlive()).isTrue();
        other.destroyForcibly();
    }

    @Test
    void leavesNothingOfARunThatWasKilled() throws Exception {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Run.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = run.inputReader()) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            run.destroyForcibly();
            await().atMost(LIMIT).until(() -> !child.isAlive());
        }
    }

    private static Process sleeper(Reaper reaper) throws IOException {
        ProcessBuilder sleep = new ProcessBuilder("sleep", "600");
        sleep.environment().putAll(reaper.mark());
        return sleep.start();
    }

    /** A run that starts something and never ends. */
    static final class Run {

        private Run() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println(sleeper(Reaper.start(arguments[0])).pid());
            Thread.sleep(600_000);
        }
    }
}
