package dev.tidings.server;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Names;
import dev.tidings.model.StartingPoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings tail}: prints publications as they come, across reconnects. Owned by the main thread. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Prints each publication of channels as one line of JSON, across reconnects, until it is stopped.",
            "What could not be resumed without a gap is said on standard error."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Tail implements Callable<Integer> {

    private static final int MAX_CHANNELS = 1_000;

    @Parameters(arity = "1..*", paramLabel = "CHANNEL", description = "The channels.")
    private List<String> channels;

    @Option(
            names = "--since",
            paramLabel = "POSITION",
            description = "Where to begin: a position, earliest, or head (default: now).")
    private @Nullable String since;

    @Mixin
    private HubAddress hub;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (channels.size() > MAX_CHANNELS) {
            throw CommandFailure.usage("at most " + MAX_CHANNELS + " channels");
        }
        if (since != null && channels.size() > 1 && !List.of("earliest", "head").contains(since)) {
            throw CommandFailure.usage(
                    "--since: a position belongs to one channel; with several, only earliest or head");
        }
        if (StartingPoint.parse(since) instanceof StartingPoint.Unknown) {
            throw CommandFailure.usage("--since: expected a position, earliest or head, found " + Names.excerpt(since));
        }
        Map<String, @Nullable String> positions = new LinkedHashMap<>();
        for (String channel : channels) {
            if (!ChannelName.isValid(channel)) {
                throw CommandFailure.usage("not a channel's name: " + channel);
            }
            positions.put(channel, since);
        }
        new TailSession(
                        hub,
                        positions,
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run();
        return 0;
    }
}
