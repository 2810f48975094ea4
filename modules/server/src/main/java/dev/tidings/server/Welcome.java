package dev.tidings.server;

import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LogTable;
import dev.tidings.server.config.SettingsTable;
import java.nio.file.Path;

/** What is said when a node runs: where it is, and what to try. Pure. */
final class Welcome {

    private Welcome() {}

    static String text(Configuration configuration, int port, int adminPort, Path data, int eventLoops) {
        String scheme = configuration.get(SettingsTable.TLS_CERTIFICATE).isEmpty() ? "http" : "https";
        String url = scheme + "://localhost:" + port;
        String admin = "http://" + bracketed(configuration.get(SettingsTable.ADMIN_HOST)) + ":" + adminPort;
        return """
                Tidings %s is up.

                  activity  %s/activity
                  clients   %s
                  operator  %s/health/ready  %s/metrics
                  %s
                  threads   %d event loops

                %s
                """.formatted(
                        Version.text(),
                        url,
                        url,
                        admin,
                        admin,
                        log(configuration, data),
                        eventLoops,
                        configuration.auth().isDevelopmentMode() ? development(url) : guarded(url));
    }

    private static String log(Configuration configuration, Path data) {
        return switch (configuration.get(LogTable.STORE)) {
            case EMBEDDED -> "data      " + data + " (embedded log; acknowledged means synced to disk)";
            case REDIS -> "log       " + configuration.redis();
        };
    }

    private static String development(String url) {
        return """
                DEVELOPMENT MODE: everybody on this machine may do everything, without a token. Only loopback is served.

                Try, in two terminals:

                  curl -N %s/api/events/tasks
                  curl -X POST %s/api/tasks -H 'content-type: application/json' -d '{"title":"hello"}'\
                """.formatted(url, url);
    }

    private static String guarded(String url) {
        return """
                Clients need a token or a session. Try, with the same configuration:

                  TOKEN=$(tidings token --sub me --subscribe tasks --write tasks)
                  curl -N %s/api/events/tasks -H "authorization: Bearer $TOKEN"\
                """.formatted(url);
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
