package dev.tidings.server.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The authority of one cluster: signs a certificate for each node, which it shows to the others, and makes the secret that
 * they share. Owned by its caller's thread. Keys are made by the JDK's own keytool, in a folder that only its owner may
 * read; the authority's key stays there, under the secret as its password, for nodes that come later.
 */
public final class ClusterAuthority {

    /** The certificate that every node trusts. */
    public static final String CERTIFICATE = "authority.pem";

    /** What a node must know. */
    public static final String SECRET = "secret";

    private static final String STORE = "authority.p12";
    private static final String ALIAS = "authority";
    private static final String PASSWORD_VARIABLE = "TIDINGS_KEYTOOL_PASSWORD";
    private static final int SECRET_BYTES = 32;
    private static final int VALID_DAYS = 3_650;
    private static final int TIMEOUT_SECONDS = 60;

    private final Path folder;
    private final String secret;

    private ClusterAuthority(Path folder, String secret) {
        this.folder = folder;
        this.secret = secret;
    }

    /**
     * The authority of a folder, made when there is none.
     *
     * @throws IOException when the folder can't be used, saying why
     */
    public static ClusterAuthority in(Path folder, RandomGenerator random) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(SECRET);
        if (Files.exists(file)) {
            return new ClusterAuthority(folder, Files.readString(file).strip());
        }
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        ClusterAuthority authority = new ClusterAuthority(folder, secret);
        Files.deleteIfExists(folder.resolve(STORE));
        authority.keytool(List.of(
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keystore",
                STORE,
                "-dname",
                "CN=Tidings cluster",
                "-ext",
                "bc:c=ca:true",
                "-ext",
                "ku:c=keyCertSign,cRLSign",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                days()));
        ownerOnly(folder.resolve(STORE));
        authority.write(CERTIFICATE, authority.certificate(), false);
        authority.write(SECRET, secret + '\n', true);
        return authority;
    }

    /**
     * Makes a node's key and certificate: {@code <node>.pem} and {@code <node>-key.pem}.
     *
     * @param node its host name or address
     * @throws IOException when that can't be done, saying why
     */
    public void admit(String node) throws IOException {
        String store = node + ".p12";
        String request = node + ".csr";
        String signed = node + ".crt";
        try {
            keytool(List.of(
                    "-genkeypair",
                    "-alias",
                    "node",
                    "-keystore",
                    store,
                    "-dname",
                    "CN=" + node,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-validity",
                    days()));
            keytool(List.of("-certreq", "-alias", "node", "-keystore", store, "-file", request));
            keytool(List.of(
                    "-gencert",
                    "-alias",
                    ALIAS,
                    "-keystore",
                    STORE,
                    "-infile",
                    request,
                    "-outfile",
                    signed,
                    "-rfc",
                    "-validity",
                    days(),
                    "-ext",
                    "san=" + (isAddress(node) ? "ip:" : "dns:") + node,
                    "-ext",
                    "eku=serverAuth,clientAuth",
                    "-ext",
                    "ku:c=digitalSignature"));
            write(node + "-key.pem", pem("PRIVATE KEY", privateKey(store)), true);
            write(node + ".pem", Files.readString(folder.resolve(signed)), false);
        } finally {
            for (String file : List.of(store, request, signed)) {
                Files.deleteIfExists(folder.resolve(file));
            }
        }
    }

    private String certificate() throws IOException {
        try {
            return pem("CERTIFICATE", load(STORE).getCertificate(ALIAS).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate in " + STORE + " can't be read", e);
        }
    }

    private byte[] privateKey(String store) throws IOException {
        try {
            return load(store).getKey("node", secret.toCharArray()).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IOException("the key in " + store + " can't be read", e);
        }
    }

    private KeyStore load(String store) throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(store))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, secret.toCharArray());
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IOException(store + " can't be read", e);
        }
    }

    /** The password goes by the environment, which other users of the machine don't see. */
    private void keytool(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-storetype", "PKCS12", "-storepass:env", PASSWORD_VARIABLE));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put(PASSWORD_VARIABLE, secret);
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private void write(String name, String text, boolean secretly) throws IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file);
        if (secretly) {
            ownerOnly(file);
        }
        Files.writeString(file, text);
    }

    private static void ownerOnly(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(
                    file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static boolean isAddress(String node) {
        return node.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static String days() {
        return Integer.toString(VALID_DAYS);
    }
}
