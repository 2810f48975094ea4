package dev.tidings.server;

import dev.tidings.server.config.NearestName;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code tidings COMMAND}. Owned by the main thread. */
@Command(
        name = "tidings",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A self-hosted realtime hub.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done; also after SIGTERM", "1:failed", "2:called wrongly", "78:the configuration is wrong"},
        subcommands = {
            Serve.class,
            ClusterCommand.class,
            Publish.class,
            Tail.class,
            MakeToken.class,
            HashPassword.class,
            Verify.class,
            CheckConfig.class
        })
public final class Tidings implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Tidings() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /** Runs one command; its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Tidings())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Tidings::refuseUsage)
                .setExecutionExceptionHandler(Tidings::report)
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int refuseUsage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String reason = oneLine(failure);
        boolean atRoot = command.getParent() == null;
        if (failure instanceof UnmatchedArgumentException unmatched
                && atRoot
                && !unmatched.getUnmatched().isEmpty()
                && !unmatched.getUnmatched().get(0).startsWith("-")) {
            String typed = unmatched.getUnmatched().get(0);
            reason = "there is no command '" + typed + "'; the nearest is '"
                    + NearestName.of(typed, command.getSubcommands().keySet()) + "'";
        }
        String help = command.getCommandSpec().qualifiedName() + " --help";
        command.getErr().println("tidings: " + reason + " (see " + help + ")");
        return CommandFailure.USAGE;
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("tidings: " + oneLine(failure));
        return failure instanceof CommandFailure known ? known.exitCode() : CommandFailure.FAILED;
    }

    static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        String text = message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
