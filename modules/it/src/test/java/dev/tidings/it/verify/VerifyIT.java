package dev.tidings.it.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.verify.HubProcess;
import dev.tidings.verify.Tamper;
import dev.tidings.verify.Verdict;
import dev.tidings.verify.VerifyRun;
import dev.tidings.verify.Victim;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise, on a real hub that is killed and whose clients are cut; {@code scripts/soak} is the long form. */
class VerifyIT {

    private static final long SEED = 20_261_121;

    @TempDir
    private Path folder;

    @Test
    void losesDoublesAndReordersNothingThroughKillsAndCuts() throws Exception {
        run(new VerifyRun.Plan(SEED, 20, 200, 60, 3, Tamper.NONE, Victim.STREAM), (verdict, words) -> {
            assertThat(words).as(verdict.line()).isEmpty();
            assertThat(verdict.clean()).as(verdict.line()).isTrue();
            assertThat(verdict.unknown()).as(verdict.line()).isZero();
            assertThat(verdict.acked()).as(verdict.line()).isGreaterThan(1_000);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "DROP, STREAM",
        "DOUBLE, STREAM",
        "SWAP, STREAM",
        "DROP, SOCKET",
        "DOUBLE, SOCKET",
        "SWAP, SOCKET",
        "DROP, HOPPER"
    })
    void seesWhenTheHubBreaksItsPromise(Tamper tamper, Victim victim) throws Exception {
        run(new VerifyRun.Plan(SEED, 3, 100, 20, 0, tamper, victim), (verdict, words) -> {
            assertThat(verdict.clean()).as(verdict.line()).isFalse();
            assertThat(verdict.lost() + verdict.dup() + verdict.reordered())
                    .as(verdict.line())
                    .isEqualTo(1);
            assertThat(words).hasSize(1);
        });
    }

    private interface Judge {
        void judge(Verdict verdict, List<String> words);
    }

    private void run(VerifyRun.Plan plan, Judge judge) throws Exception {
        HubProcess.Settings settings = new HubProcess.Settings(
                Path.of(System.getProperty("tidings.jar")),
                folder,
                -1,
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                VerifyRun.hubSettings());
        try (HubProcess hub = new HubProcess(settings);
                VerifyRun run = new VerifyRun(hub, plan, VerifyIT::say)) {
            hub.start();
            judge.judge(run.run(), run.words());
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
