package dev.tidings.it.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.verify.FaultShare;
import dev.tidings.verify.OwnNodes;
import dev.tidings.verify.Plan;
import dev.tidings.verify.Tamper;
import dev.tidings.verify.Transport;
import dev.tidings.verify.Verdict;
import dev.tidings.verify.VerifyRun;
import dev.tidings.verify.Victim;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise, on real hubs that are killed and whose clients are cut; {@code scripts/soak} is the long form. */
class VerifyIT {

    private static final long SEED = 20_261_121;

    @TempDir
    private Path folder;

    @Test
    void losesDoublesAndReordersNothingThroughKillsAndCuts() throws Exception {
        run(1, plan(20, 200, 60, List.of("kill:3", "cut"), Tamper.NONE, Victim.STREAM), (verdict, words) -> {
            assertThat(words).as(verdict.line()).isEmpty();
            assertThat(verdict.clean()).as(verdict.line()).isTrue();
            assertThat(verdict.unknown()).as(verdict.line()).isZero();
            assertThat(verdict.acked()).as(verdict.line()).isGreaterThan(200);
        });
    }

    /** R1, R2, R4, R6, R9, R12, R16: three nodes on Redis and a service on their bus, everybody goes from any node to any other. */
    @Test
    void losesDoublesAndReordersNothingBetweenThreeNodes() throws Exception {
        List<String> faults = List.of(
                "kill:2", "pause:1:5s", "redis-kill:2", "redis-pause:1:3s", "redis-cut:1:3s", "forget:1", "cut:5");
        run(3, plan(20, 100, 60, faults, Tamper.NONE, Victim.STREAM), (verdict, words) -> {
            assertThat(words).as(verdict.line()).isEmpty();
            assertThat(verdict.clean()).as(verdict.line()).isTrue();
            assertThat(verdict.unknown()).as(verdict.line()).isZero();
            assertThat(verdict.acked()).as(verdict.line()).isGreaterThan(200);
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
        run(1, plan(3, 100, 20, List.of("cut"), tamper, victim), (verdict, words) -> {
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

    private static Plan plan(
            int seconds, int rate, int subscribers, List<String> faults, Tamper tamper, Victim victim) {
        List<FaultShare> shares = faults.stream().map(FaultShare::parse).toList();
        return new Plan(
                SEED, seconds, rate, 64, subscribers, EnumSet.allOf(Transport.class), "tasks", shares, tamper, victim);
    }

    private void run(int nodes, Plan plan, Judge judge) throws Exception {
        Path jar = Path.of(System.getProperty("tidings.jar"));
        try (OwnNodes hubs = new OwnNodes(new OwnNodes.Plan(jar, folder, nodes, "always", troubles(plan)));
                VerifyRun run = new VerifyRun(hubs, "", plan, VerifyIT::say)) {
            hubs.start();
            Verdict verdict = run.run();
            say(verdict.line());
            judge.judge(verdict, run.words());
        }
    }

    private static Set<FaultShare.Trouble> troubles(Plan plan) {
        return plan.faults().stream().map(FaultShare::trouble).collect(Collectors.toSet());
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
