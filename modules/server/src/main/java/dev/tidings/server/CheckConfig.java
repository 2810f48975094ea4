package dev.tidings.server;

import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.ConfigurationException;
import dev.tidings.server.config.ConfigurationLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings check-config}: names everything that is wrong in a file, and starts nothing. Owned by the main thread. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Checks a configuration file together with the environment; names everything that is wrong.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CheckConfig implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The configuration file.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            Configuration configuration = ConfigurationLoader.load(file, System.getenv(), Map.of());
            configuration
                    .warnings()
                    .forEach(warning -> spec.commandLine().getErr().println("tidings: " + warning));
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> spec.commandLine().getErr().println("tidings: " + problem));
            return CommandFailure.CONFIGURATION;
        }
        spec.commandLine().getOut().println(file + ": ok");
        return 0;
    }
}
