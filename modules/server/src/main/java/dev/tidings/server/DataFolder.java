package dev.tidings.server;

import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.SettingsTable;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** Finds the folder of the log. Pure but for the file system. */
final class DataFolder {

    private DataFolder() {}

    /** The configured folder, else {@code data/} beside the project; made when it is absent. */
    static Path of(Configuration configuration) {
        String configured = configuration.get(SettingsTable.DATA);
        Path folder = (configured.isEmpty() ? home().resolve("data") : Path.of(configured)).toAbsolutePath();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw CommandFailure.failed("the data folder " + folder + " can't be made");
        }
        if (!Files.isWritable(folder)) {
            throw CommandFailure.failed("the data folder " + folder + " can't be written to");
        }
        return folder.normalize();
    }

    /** The project: what the start script says, else where the jar was built, else the jar's folder. */
    private static Path home() {
        String said = System.getProperty("tidings.home");
        if (said != null) {
            return Path.of(said);
        }
        CodeSource source = DataFolder.class.getProtectionDomain().getCodeSource();
        try {
            Path folder = source == null
                    ? Path.of("")
                    : Path.of(source.getLocation().toURI()).getParent();
            boolean built = folder != null && folder.endsWith(Path.of("modules", "server", "target"));
            return folder == null
                    ? Path.of("")
                    : built ? folder.resolve("../../..").normalize() : folder;
        } catch (URISyntaxException e) {
            return Path.of("");
        }
    }
}
