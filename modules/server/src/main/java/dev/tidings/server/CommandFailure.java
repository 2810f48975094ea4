package dev.tidings.server;

/** A command can't go on: what is said on standard error, and the exit code. Immutable, without a stack trace. */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** It was tried and failed. */
    static final int FAILED = 1;

    /** It was called wrongly. */
    static final int USAGE = 2;

    /** The configuration is wrong (EX_CONFIG of sysexits.h). */
    static final int CONFIGURATION = 78;

    private final int exitCode;

    private CommandFailure(int exitCode, String reason) {
        super(reason, null, false, false);
        this.exitCode = exitCode;
    }

    static CommandFailure failed(String reason) {
        return new CommandFailure(FAILED, reason);
    }

    static CommandFailure usage(String reason) {
        return new CommandFailure(USAGE, reason);
    }

    static CommandFailure configuration(String reason) {
        return new CommandFailure(CONFIGURATION, reason);
    }

    int exitCode() {
        return exitCode;
    }
}
