package dev.tidings.server;

import dev.tidings.verify.FaultShare;
import dev.tidings.verify.OwnNodes;
import dev.tidings.verify.Plan;
import dev.tidings.verify.Site;
import dev.tidings.verify.Tamper;
import dev.tidings.verify.Transport;
import dev.tidings.verify.Verdict;
import dev.tidings.verify.VerifyRun;
import dev.tidings.verify.Victim;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings verify}: writes, reads, makes trouble, and counts what was lost. Owned by the main thread. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Writes to hubs, reads from them in every way, makes trouble, and compares what was acknowledged, what was"
                    + " delivered and what the log holds.",
            "The last line tells; lost, dup, reordered and phantom must be 0."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:nothing was lost, doubled, reordered or invented", "1:something was, or the run failed"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Verify implements Callable<Integer> {

    private static final int MAX_NODES = 9;

    @ArgGroup(multiplicity = "1")
    private Where where;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:TIDINGS_TOKEN}",
            description = "The token to show; better in $TIDINGS_TOKEN, where other users don't see it.")
    private @Nullable String token;

    @Option(names = "--producers", paramLabel = "N", description = "Writers (default: ${DEFAULT-VALUE}).")
    private int producers = 8;

    @Option(names = "--subscribers", paramLabel = "N", description = "Readers (default: ${DEFAULT-VALUE}).")
    private int subscribers = 50;

    @Option(
            names = "--transports",
            paramLabel = "WAY",
            split = ",",
            description = "Of ws, sse, longpoll, poll and hop, which goes from one to the other (default: all).")
    private List<String> transports = List.of();

    @Option(
            names = "--collection",
            paramLabel = "NAME",
            description = "Where it writes documents, among those of others (default: ${DEFAULT-VALUE}).")
    private String collection = "tasks";

    @Option(names = "--rate", paramLabel = "N/s", description = "Writes a second (default: ${DEFAULT-VALUE}).")
    private String rate = "200/s";

    @Option(names = "--seconds", paramLabel = "N", description = "How long at least (default: ${DEFAULT-VALUE}).")
    private int seconds = 60;

    @Option(
            names = "--faults",
            paramLabel = "FAULT",
            split = ",",
            description = {
                "NAME, NAME:COUNT or NAME:COUNT:TIME, such as kill:20,pause:3:12s. cut (COUNT a second) works"
                        + " everywhere; kill, pause, redis-kill, redis-pause, redis-cut, forget and partition (as root, by"
                        + " network namespaces) need --nodes."
            })
    private List<String> faults = List.of();

    @Option(names = "--fsync", paramLabel = "HOW", description = "Redis's appendfsync (default: ${DEFAULT-VALUE}).")
    private String fsync = "always";

    @Option(names = "--seed", paramLabel = "N", description = "Replays faults and writes (default: random).")
    private @Nullable Long seed;

    @Option(
            names = "--tamper",
            paramLabel = "HOW",
            description = "Negative control, one of drop, double and swap: one delivery is spoilt, the run must fail.")
    private String tamper = "none";

    @Option(names = "--victim", paramLabel = "WHO", description = "Whose: stream (the default), socket or hopper.")
    private String victim = "stream";

    @Spec
    private CommandSpec spec;

    /** The hubs. */
    private static final class Where {

        @Option(names = "--url", paramLabel = "URL", split = ",", description = "Hubs that run already.")
        private List<String> urls = List.of();

        @Option(
                names = "--nodes",
                paramLabel = "N",
                description = "Starts so many of its own: one on the embedded log, several on a redis-server.")
        private int nodes;
    }

    @Override
    public Integer call() throws Exception {
        Plan plan = plan();
        if (!where.urls.isEmpty()) {
            Site hubs = Site.running(where.urls.stream().map(Verify::hub).toList());
            return run(hubs, token == null ? "" : token, plan) ? 0 : 1;
        }
        if (where.nodes < 1 || where.nodes > MAX_NODES) {
            throw CommandFailure.usage("--nodes: expected 1 to " + MAX_NODES);
        }
        // The service among the writers is a member of the cluster in this process: kills are nothing to tell here.
        System.setProperty("hazelcast.logging.type", "none");
        Path folder = Files.createTempDirectory("tidings-verify");
        Set<FaultShare.Trouble> troubles =
                plan.faults().stream().map(FaultShare::trouble).collect(Collectors.toSet());
        boolean clean = false;
        try (OwnNodes nodes = new OwnNodes(new OwnNodes.Plan(jar(), folder, where.nodes, fsync, troubles))) {
            check(plan, nodes);
            nodes.start();
            clean = run(nodes, nodes.token(), plan);
        }
        if (clean) {
            delete(folder);
        } else {
            spec.commandLine().getErr().println("What the nodes wrote is kept in " + folder);
        }
        return clean ? 0 : 1;
    }

    private Plan plan() {
        if (!rate.matches("[1-9][0-9]{0,5}/s")) {
            throw CommandFailure.usage("--rate: expected such as 200/s, found " + rate);
        }
        if (producers < 1 || subscribers < 1 || seconds < 3) {
            throw CommandFailure.usage("expected at least one producer, one subscriber and 3 seconds");
        }
        return new Plan(
                seed == null ? new SecureRandom().nextInt(1_000_000) : seed,
                seconds,
                Integer.parseInt(rate.substring(0, rate.length() - 2)),
                producers,
                subscribers,
                ways(),
                collection,
                faults.stream().map(Verify::share).toList(),
                word("--tamper", Tamper.class, tamper),
                word("--victim", Victim.class, victim));
    }

    private Set<Transport> ways() {
        Set<Transport> ways = EnumSet.noneOf(Transport.class);
        transports.forEach(way -> ways.add(word("--transports", Transport.class, way)));
        return ways.isEmpty() ? EnumSet.allOf(Transport.class) : ways;
    }

    private static <E extends Enum<E>> E word(String option, Class<E> type, String text) {
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            List<String> known = Stream.of(type.getEnumConstants())
                    .map(one -> one.name().toLowerCase(Locale.ROOT))
                    .toList();
            throw CommandFailure.usage(option + ": '" + text + "' is none of " + String.join(", ", known));
        }
    }

    private static FaultShare share(String text) {
        try {
            return FaultShare.parse(text);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--faults: " + e.getMessage());
        }
    }

    private static URI hub(String url) {
        try {
            URI hub = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            boolean isWeb = "http".equals(hub.getScheme()) || "https".equals(hub.getScheme());
            if (isWeb && hub.getHost() != null && hub.getPath().isEmpty()) {
                return hub;
            }
        } catch (URISyntaxException e) {
            // It is said below.
        }
        throw CommandFailure.usage("--url: expected http://HOST:PORT or https://HOST:PORT, found " + url);
    }

    private static void check(Plan plan, Site site) {
        for (FaultShare share : plan.faults()) {
            boolean isPossible =
                    share.trouble() == FaultShare.Trouble.CUT || site.troubles().contains(share.trouble());
            if (!isPossible) {
                throw CommandFailure.usage("--faults: " + share.trouble().word() + " can't be done to these hubs");
            }
        }
    }

    private boolean run(Site site, String shown, Plan plan) throws Exception {
        check(plan, site);
        PrintWriter out = spec.commandLine().getOut();
        try (VerifyRun run = new VerifyRun(site, shown, plan, out::println)) {
            Verdict verdict = run.run();
            List<String> words = new ArrayList<>(run.words());
            words.forEach(out::println);
            out.println(verdict.line());
            return verdict.clean() && words.isEmpty();
        }
    }

    /** This program's own. */
    private static Path jar() throws URISyntaxException {
        Path jar = Path.of(
                Verify.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(jar)) {
            throw CommandFailure.usage("--nodes needs the runnable jar, tidings.jar");
        }
        return jar;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
