package dev.tidings.server.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** What settings must be together. Pure but for the look at files. */
final class Rules {

    private Rules() {}

    static void check(Values values, SettingsReader reader) {
        checkExposure(values, reader);
        checkStore(values, reader);
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

    private static void checkExposure(Values values, SettingsReader reader) {
        String admin = values.get(SettingsTable.ADMIN_HOST);
        if (!isLoopback(admin)) {
            reader.problem(
                    SettingsTable.ADMIN_HOST.path(),
                    "expected a loopback address, found \"" + admin + "\": its pages ask for no credentials; set"
                            + " admin.host to 127.0.0.1");
        }
    }

    private static void checkStore(Values values, SettingsReader reader) {
        if (values.get(LogTable.STORE) != LogTable.Store.REDIS) {
            return;
        }
        checkFile(LogTable.AUTHORITIES.path(), values.get(LogTable.AUTHORITIES), reader);
        try {
            LogTable.redis(values);
        } catch (IllegalArgumentException e) {
            reader.problem("log.redis", "expected settings that go together: " + e.getMessage());
        }
    }

    static void checkFile(String path, String file, SettingsReader reader) {
        if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
            reader.problem(path, "expected a readable file, found \"" + file + "\"");
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
