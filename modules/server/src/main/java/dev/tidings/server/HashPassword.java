package dev.tidings.server;

import dev.tidings.edge.identity.PasswordHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidings hash-password}: what to write into the configuration for a password. Owned by the main thread. */
@Command(
        name = "hash-password",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Reads a password from standard input and prints its hash, for auth.users.NAME.password.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class HashPassword implements Callable<Integer> {

    private static final int MAX_LENGTH = 1024;

    @Spec
    private CommandSpec spec;

    @Override
    @SuppressWarnings("SystemConsoleNull") // where a pipe has a console too, it reads the line from there
    public Integer call() throws IOException {
        // the terminal would show it, so it is asked for there; elsewhere it comes in a line
        char[] typed = System.console() == null ? null : System.console().readPassword("Password: ");
        String password = typed == null
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine()
                : new String(typed);
        if (password == null || password.isEmpty() || password.length() > MAX_LENGTH) {
            throw CommandFailure.usage("expected a password of 1 to " + MAX_LENGTH + " characters on standard input");
        }
        spec.commandLine().getOut().println(PasswordHash.of(password, new SecureRandom()));
        return 0;
    }
}
