package dev.tidings.it;

import dev.tidings.verify.HubProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The hub that was built, in a process that takes little of the machine. Immutable; pure functions. */
public final class TestedHub {

    private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private TestedHub() {}

    /**
     * One that is to be started, and closed, by the test.
     *
     * @param folder for its data and what it prints
     * @param environment settings, such as {@code TIDINGS_HEARTBEAT}
     */
    public static HubProcess in(Path folder, Map<String, String> environment) throws IOException {
        return new HubProcess(
                new HubProcess.Settings(Path.of(System.getProperty("tidings.jar")), folder, -1, SMALL, environment));
    }
}
