package dev.tidings.it.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1 that nobody but the test trusts. Immutable.
 *
 * @param certificate a PEM file
 * @param key a PEM file
 * @param both a PEM file with one after the other
 * @param trusting what a client takes that trusts it
 */
record TestCertificate(Path certificate, Path key, Path both, SSLContext trusting) {

    private static final String PASSWORD = "not-secret";
    private static final String ARGUMENTS = "-genkeypair -alias a -keyalg EC -dname CN=localhost"
            + " -ext san=ip:127.0.0.1,dns:localhost -storetype PKCS12 -storepass " + PASSWORD + " -keystore";

    static TestCertificate make(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("store.p12");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(ARGUMENTS.split(" ", -1)));
        command.add(store.toString());
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool: " + printed);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return of(folder, keys);
    }

    private static TestCertificate of(Path folder, KeyStore keys) throws IOException, GeneralSecurityException {
        String certificate = pem("CERTIFICATE", keys.getCertificate("a").getEncoded());
        String key = pem("PRIVATE KEY", keys.getKey("a", PASSWORD.toCharArray()).getEncoded());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
        return new TestCertificate(
                Files.writeString(folder.resolve("certificate.pem"), certificate),
                Files.writeString(folder.resolve("key.pem"), key),
                Files.writeString(folder.resolve("both.pem"), certificate + key),
                trusting);
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }
}
