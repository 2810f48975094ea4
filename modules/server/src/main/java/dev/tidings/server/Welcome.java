package dev.tidings.server;

import dev.tidings.server.config.ClientListener;
import dev.tidings.server.config.ClientListener.BridgeKind;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LogTable;
import dev.tidings.server.config.SettingsTable;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is said when a node runs: where it is, and what to try. Immutable.
 *
 * @param listeners those for clients, with the port that each has, in the order of the configuration
 */
record Welcome(
        Configuration configuration, Map<ClientListener, Integer> listeners, int adminPort, Path data, int eventLoops) {

    String text() {
        String admin = "http://" + bracketed(configuration.get(SettingsTable.ADMIN_HOST)) + ":" + adminPort;
        String web = url(BridgeKind.WEB);
        return "Tidings " + Version.text() + " is up.\n\n"
                + (web == null ? "" : line("activity", web + "/activity"))
                + clients()
                + line("operator", admin + "/health/ready  " + admin + "/metrics")
                + log()
                + line("threads", eventLoops + " event loops")
                + (configuration.auth().isDevelopmentMode() ? development() : guarded());
    }

    private static String line(String label, String text) {
        return "  %-9s %s\n".formatted(label, text);
    }

    private String clients() {
        StringBuilder lines = new StringBuilder();
        listeners.forEach((listener, port) -> {
            boolean servesAll = listener.bridges().size() == BridgeKind.values().length;
            lines.append(line(
                    listener.name().isEmpty() ? "clients" : listener.name(),
                    url(listener, port) + (servesAll ? "" : "  " + listener.bridgesText())));
        });
        return lines.toString();
    }

    private String log() {
        return switch (configuration.get(LogTable.STORE)) {
            case EMBEDDED -> line("data", data + " (embedded log; acknowledged means synced to disk)");
            case REDIS -> line("log", configuration.redis().toString());
        };
    }

    private String development() {
        String streams = url(BridgeKind.SSE);
        String api = url(BridgeKind.API);
        String head = """

                DEVELOPMENT MODE: everybody on this machine may do everything, without a token. Only loopback is served.
                """;
        return streams == null || api == null ? head : head + """

                Try, in two terminals:

                  curl -N %s/api/events/tasks
                  curl -X POST %s/api/tasks -H 'content-type: application/json' -d '{"title":"hello"}'
                """.formatted(streams, api);
    }

    private String guarded() {
        String streams = url(BridgeKind.SSE);
        String head = "\nClients need a token or a session.\n";
        return streams == null ? head : head + """

                Try, with the same configuration:

                  TOKEN=$(tidings token --sub me --subscribe tasks --write tasks)
                  curl -N %s/api/events/tasks -H "authorization: Bearer $TOKEN"
                """.formatted(streams);
    }

    /** Where the first listener is that serves this; null when none does. */
    private @Nullable String url(BridgeKind kind) {
        return listeners.entrySet().stream()
                .filter(each -> each.getKey().bridges().contains(kind))
                .map(each -> url(each.getKey(), each.getValue()))
                .findFirst()
                .orElse(null);
    }

    private static String url(ClientListener listener, int port) {
        return (listener.certificate().isEmpty() ? "http" : "https") + "://localhost:" + port;
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
