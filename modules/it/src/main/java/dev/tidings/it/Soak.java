package dev.tidings.it;

import dev.tidings.verify.HubProcess;
import dev.tidings.verify.Tamper;
import dev.tidings.verify.Verdict;
import dev.tidings.verify.VerifyRun;
import dev.tidings.verify.Victim;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code scripts/soak} runs: one long {@link VerifyRun} on a hub of its own. */
@Command(
        name = "soak",
        description = "Writes, reads, cuts and kills, and counts what was lost: it must be nothing.",
        mixinStandardHelpOptions = true)
public final class Soak implements Callable<Integer> {

    @Option(names = "--jar", required = true, description = "The runnable jar.")
    private Path jar = Path.of("");

    @Option(names = "--seed", description = "Replays a run's faults and writes. Default: random, and printed.")
    private @Nullable Long seed;

    @Option(names = "--seconds", description = "How long it writes. Default ${DEFAULT-VALUE}.")
    private int seconds = 60;

    @Option(names = "--rate", description = "Writes a second. Default ${DEFAULT-VALUE}.")
    private int rate = 500;

    @Option(
            names = "--clients",
            description = "Streams, WebSockets, polls and clients that hop. Default ${DEFAULT-VALUE}.")
    private int clients = 200;

    @Option(names = "--kills", description = "kill -9 and restart. Default ${DEFAULT-VALUE}.")
    private int kills = 10;

    @Option(names = "--tamper", description = "Negative control: ${COMPLETION-CANDIDATES}; the run must fail.")
    private Tamper tamper = Tamper.NONE;

    @Option(names = "--victim", description = "Whom it is done to: ${COMPLETION-CANDIDATES}. Default ${DEFAULT-VALUE}.")
    private Victim victim = Victim.STREAM;

    private final PrintStream out = System.out;

    private Soak() {}

    /** Leaves with 0 when nothing was lost, doubled, reordered or invented, with 1 when it was or the run failed. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        long chosen = seed == null ? new Random().nextInt(1_000_000) : seed;
        VerifyRun.Plan plan = new VerifyRun.Plan(chosen, seconds, rate, clients, kills, tamper, victim);
        Path folder = Files.createTempDirectory("tidings-soak");
        HubProcess.Settings settings = new HubProcess.Settings(
                jar, folder, -1, List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"), VerifyRun.hubSettings());
        Verdict verdict;
        boolean clean;
        try (HubProcess hub = new HubProcess(settings);
                VerifyRun run = new VerifyRun(hub, plan, out::println)) {
            hub.start();
            verdict = run.run();
            run.words().forEach(out::println);
            clean = verdict.clean() && run.words().isEmpty();
        }
        out.println(verdict.line());
        if (clean) {
            delete(folder);
        } else {
            out.println("What the hub wrote is kept in " + folder);
        }
        return clean ? 0 : 1;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
