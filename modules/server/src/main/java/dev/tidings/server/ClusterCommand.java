package dev.tidings.server;

import dev.tidings.server.cluster.ClusterAuthority;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings cluster}: what several nodes need together. Owned by the main thread. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prepares several nodes to be one hub.")
final class ClusterCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Makes the files that guard a cluster; called again, those of more nodes. */
    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description =
                    "Makes the secret and the certificates that guard a cluster. With the folder of an earlier call"
                            + " it makes those of further nodes.")
    int init(
            @Parameters(paramLabel = "DIR", description = "Where the files go.") Path folder,
            @Option(
                            names = "--nodes",
                            paramLabel = "HOST",
                            split = ",",
                            required = true,
                            description = "The host names or addresses of the nodes.")
                    List<String> nodes) {
        PrintWriter out = spec.commandLine().getOut();
        for (String node : nodes) {
            if (!node.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,252}")) {
                throw new ParameterException(spec.commandLine(), "'" + node + "' is no host name or address");
            }
        }
        try {
            ClusterAuthority authority = ClusterAuthority.in(folder.toAbsolutePath(), new SecureRandom());
            for (String node : nodes) {
                authority.admit(node);
                out.println(explain(folder, node));
            }
        } catch (IOException e) {
            throw CommandFailure.failed(Tidings.oneLine(e));
        }
        out.println("authority.p12 signs further nodes: keep it where none of them can read it.");
        return 0;
    }

    private static String explain(Path folder, String node) {
        return """
                %s needs these four files, readable by its user alone, and in its configuration:

                  cluster:
                    host: %s
                    secret: "${file:%s}"
                    tls:
                      certificate: %s
                      key: %s
                      authority: %s
                """.formatted(
                        node,
                        node,
                        folder.resolve(ClusterAuthority.SECRET),
                        folder.resolve(node + ".pem"),
                        folder.resolve(node + "-key.pem"),
                        folder.resolve(ClusterAuthority.CERTIFICATE));
    }
}
