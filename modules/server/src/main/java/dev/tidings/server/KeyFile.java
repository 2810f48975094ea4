package dev.tidings.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A secret that the hub keeps for itself in its data folder, readable by its owner alone. Pure but for the file. */
final class KeyFile {

    /** Signs sessions. */
    static final String SESSIONS = "session.key";

    /** Signs and checks tokens in development mode, where no key is configured. */
    static final String DEVELOPMENT = "development.key";

    private static final int SECRET_BYTES = 32;
    private static final long MAX_BYTES = 1024;
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /**
     * The secret of that name, made when there is none.
     *
     * @throws CommandFailure when the file can't be used
     */
    static byte[] secret(Path folder, String name, RandomGenerator random) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                make(folder, file, random);
            }
            return read(file);
        } catch (IOException | IllegalArgumentException e) {
            throw CommandFailure.failed(
                    "the key " + file + " can't be used; without it, a new one is made at the next start");
        }
    }

    /** Whoever is second, of two who start at once, finds the first one's. */
    private static void make(Path folder, Path file, RandomGenerator random) throws IOException {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        Path draft = isPosix(folder)
                ? Files.createTempFile(folder, "key", ".tmp", PosixFilePermissions.asFileAttribute(OWNER))
                : Files.createTempFile(folder, "key", ".tmp");
        try {
            Files.writeString(draft, Base64.getEncoder().encodeToString(secret) + '\n', StandardCharsets.US_ASCII);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // theirs is read
        } catch (UnsupportedOperationException e) {
            Files.copy(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw new IOException("not a key");
        }
        if (isPosix(file) && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
            throw CommandFailure.failed("the key " + file + " can be read by others; make it readable by its owner only"
                    + " (chmod 600), or remove it if they may have read it");
        }
        byte[] secret = Base64.getDecoder()
                .decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
        if (secret.length < SECRET_BYTES) {
            throw new IOException("too short for a key");
        }
        return secret;
    }

    private static boolean isPosix(Path path) throws IOException {
        FileStore store = Files.getFileStore(path);
        return store.supportsFileAttributeView("posix");
    }
}
