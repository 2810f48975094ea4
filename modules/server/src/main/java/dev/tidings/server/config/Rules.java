package dev.tidings.server.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** What settings must be together. Pure but for the look at files. */
final class Rules {

    private Rules() {}

    static void check(Values values, boolean developmentMode, SettingsReader reader) {
        checkExposure(values, developmentMode, reader);
        checkPorts(values, reader);
        checkTls(values, reader);
        checkStore(values, reader);
        checkConformance(values, reader);
        ClusterTable.check(values, reader);
        if (values.get(SettingsTable.PROXY_PROTOCOL)
                && values.get(SettingsTable.PROXIES).isEmpty()) {
            reader.problem(SettingsTable.PROXIES.path(), "expected the proxies that listen.proxyProtocol is about");
        }
        long largest = values.get(LimitsTable.DOCUMENT_BYTES);
        if (values.get(LimitsTable.BODY_BYTES) < largest) {
            reader.problem(
                    LimitsTable.BODY_BYTES.path(),
                    "expected at least " + LimitsTable.DOCUMENT_BYTES.path() + " (" + largest + " bytes)");
        }
    }

    private static void checkExposure(Values values, boolean developmentMode, SettingsReader reader) {
        String host = values.get(SettingsTable.LISTEN_HOST);
        if (developmentMode && !isLoopback(host)) {
            reader.problem(
                    SettingsTable.LISTEN_HOST.path(),
                    "expected a loopback address, found \"" + host
                            + "\": without keys to check tokens with, everybody who"
                            + " reaches the port may do everything; set auth.keys, or set listen.host to 127.0.0.1");
        }
        String admin = values.get(SettingsTable.ADMIN_HOST);
        if (!isLoopback(admin)) {
            reader.problem(
                    SettingsTable.ADMIN_HOST.path(),
                    "expected a loopback address, found \"" + admin + "\": its pages ask for no credentials; set"
                            + " admin.host to 127.0.0.1");
        }
    }

    private static void checkConformance(Values values, SettingsReader reader) {
        if (values.get(SettingsTable.CONFORMANCE) && !isLoopback(values.get(SettingsTable.LISTEN_HOST))) {
            reader.problem(
                    SettingsTable.CONFORMANCE.path(),
                    "expected false where listen.host is no loopback address: it serves test suites, not clients");
        }
    }

    private static void checkPorts(Values values, SettingsReader reader) {
        int port = values.get(SettingsTable.LISTEN_PORT);
        if (port != 0 && port == values.get(SettingsTable.ADMIN_PORT)) {
            reader.problem(
                    SettingsTable.ADMIN_PORT.path(), "expected another port than listen.port, found \"" + port + "\"");
        }
    }

    private static void checkTls(Values values, SettingsReader reader) {
        String certificate = values.get(SettingsTable.TLS_CERTIFICATE);
        String key = values.get(SettingsTable.TLS_KEY);
        if (certificate.isEmpty() != key.isEmpty()) {
            reader.problem("listen.tls", "expected both certificate and key");
            return;
        }
        checkFile(SettingsTable.TLS_CERTIFICATE, certificate, reader);
        checkFile(SettingsTable.TLS_KEY, key, reader);
    }

    private static void checkStore(Values values, SettingsReader reader) {
        if (values.get(LogTable.STORE) != LogTable.Store.REDIS) {
            return;
        }
        checkFile(LogTable.AUTHORITIES, values.get(LogTable.AUTHORITIES), reader);
        try {
            LogTable.redis(values);
        } catch (IllegalArgumentException e) {
            reader.problem("log.redis", "expected settings that go together: " + e.getMessage());
        }
    }

    static void checkFile(Setting<String> setting, String file, SettingsReader reader) {
        if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
            reader.problem(setting.path(), "expected a readable file, found \"" + file + "\"");
        }
    }

    /** Whether the address is this machine's own; names but {@code localhost} are not, since they may change. */
    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || (host.startsWith("127.") && isIpv4(host));
    }

    private static boolean isIpv4(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(Character::isDigit);
            if (!digits || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}
