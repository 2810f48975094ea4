package dev.tidings.server;

import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.ConfigurationException;
import dev.tidings.server.config.ConfigurationLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings serve}: runs a node until it is asked to stop. Owned by the main thread. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Runs the hub until SIGTERM or SIGINT; a second signal ends it at once.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Serve implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:TIDINGS_CONFIG}",
            description =
                    "The configuration; also $TIDINGS_CONFIG (default: none, conf/tidings.yaml lists the defaults).")
    private @Nullable Path config;

    @Option(names = "--port", paramLabel = "N", description = "The port for clients; 0 takes any (default: 8080).")
    private @Nullable String port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of the log; also $TIDINGS_DATA (default: data/ beside the project).")
    private @Nullable String data;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        StopSignal stop = StopSignal.install();
        Configuration configuration = load();
        LogLines.configure(configuration);
        Node node = new Node(configuration, DataFolder.of(configuration));
        try {
            node.start(stop::isAsked);
            if (!stop.isAsked()) {
                spec.commandLine().getOut().println(node.welcome());
            }
            stop.await();
        } finally {
            node.stop();
        }
        return 0;
    }

    private Configuration load() {
        Map<String, String> commandLine = new HashMap<>();
        if (port != null) {
            commandLine.put("listen.port", port);
        }
        if (data != null) {
            commandLine.put("data", data);
        }
        try {
            return ConfigurationLoader.load(config, System.getenv(), commandLine);
        } catch (ConfigurationException e) {
            List<String> problems = e.problems();
            String more = problems.size() == 1
                    ? ""
                    : " (and " + (problems.size() - 1) + " more: tidings check-config names all)";
            throw CommandFailure.configuration(problems.get(0) + more);
        }
    }
}
