package dev.tidings.server;

import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.ConfigurationException;
import dev.tidings.server.config.ConfigurationLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the configuration comes from, the same for all commands that need it. Owned by the main thread. */
final class ConfigurationOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:TIDINGS_CONFIG}",
            description =
                    "The configuration; also $TIDINGS_CONFIG (default: none, conf/tidings.yaml lists the defaults).")
    private @Nullable Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of the log; also $TIDINGS_DATA (default: data/ beside the project).")
    private @Nullable String data;

    /**
     * Reads it.
     *
     * @param commandLine settings that were given otherwise, by path
     * @throws CommandFailure naming in one line what is wrong
     */
    Configuration load(Map<String, String> commandLine) {
        Map<String, String> given = new HashMap<>(commandLine);
        if (data != null) {
            given.put("data", data);
        }
        try {
            return ConfigurationLoader.load(config, System.getenv(), given);
        } catch (ConfigurationException e) {
            List<String> problems = e.problems();
            String more = problems.size() == 1
                    ? ""
                    : " (and " + (problems.size() - 1) + " more: tidings check-config names all)";
            throw CommandFailure.configuration(problems.get(0) + more);
        }
    }
}
