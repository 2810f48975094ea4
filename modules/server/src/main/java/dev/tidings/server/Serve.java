package dev.tidings.server;

import dev.tidings.server.config.Configuration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Option(names = "--port", paramLabel = "N", description = "The port for clients; 0 takes any (default: 8080).")
    private @Nullable String port;

    @Mixin
    private ConfigurationOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        StopSignal stop = StopSignal.install();
        Configuration configuration = options.load(port == null ? Map.of() : Map.of("listen.port", port));
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
}
