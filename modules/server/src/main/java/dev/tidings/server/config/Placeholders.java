package dev.tidings.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values that stand elsewhere, so that no secret is written in the file: a text that is {@code ${env:NAME}} or {@code
 * ${file:PATH}} as a whole. Immutable.
 */
record Placeholders(Map<String, String> environment) {

    private static final Set<PosixFilePermission> FOREIGN = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private static final int MAX_FILE_BYTES = 64 * 1024;

    /** A placeholder that can't be filled; its message says what was expected. */
    static final class Unfilled extends Exception {
        private static final long serialVersionUID = 1L;

        Unfilled(String message) {
            super(message);
        }
    }

    static boolean isPlaceholder(@Nullable Object value) {
        return value instanceof String text && text.startsWith("${") && text.endsWith("}");
    }

    /** What the placeholder stands for, without the line break at its end. */
    String fill(String placeholder) throws Unfilled {
        String inner = placeholder.substring(2, placeholder.length() - 1);
        if (inner.startsWith("env:")) {
            String name = inner.substring(4);
            String value = environment.get(name);
            if (value == null) {
                throw new Unfilled("expected the environment variable " + name + " to be set");
            }
            return value;
        }
        if (inner.startsWith("file:")) {
            return fromFile(Path.of(inner.substring(5)));
        }
        throw new Unfilled("expected ${env:NAME} or ${file:PATH}");
    }

    private static String fromFile(Path file) throws Unfilled {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
                throw new Unfilled("expected the file " + file + " of at most " + MAX_FILE_BYTES + " bytes");
            }
            boolean posix = Files.getFileStore(file).supportsFileAttributeView("posix");
            if (posix && Files.getPosixFilePermissions(file).stream().anyMatch(FOREIGN::contains)) {
                throw new Unfilled("expected the file " + file + " to be readable by its owner only (chmod 600)");
            }
            return Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new Unfilled("expected the file " + file + " to be readable UTF-8 text");
        }
    }
}
