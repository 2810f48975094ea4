package dev.tidings.server.config;

import java.util.List;
import java.util.Map;

/** The settings table as the commented file and as a page of the documentation. Pure. */
final class SettingsText {

    private static final String FILE_HEAD = """
            # Every setting of Tidings with its default. Made from the settings table: docs/configuration.md says more.
            # Copy what you want to change into a file of your own and start with --config FILE. Each setting can also come
            # from the environment; the command line wins over the environment, the environment over the file.
            # A text that is ${env:NAME} or ${file:PATH} as a whole is read from there, so that no secret stands here.

            """;

    private static final String PAGE_HEAD = """
            # Configuration

            This page is made from the settings table in `modules/server`; a test keeps it so.

            `tidings serve --config FILE` reads a YAML file. Without one the defaults hold: those of
            [`conf/tidings.yaml`](../conf/tidings.yaml), which lists every setting. Each setting can also come from the environment under
            the name below. The command line (`--port`, `--data`) wins over the environment, the environment over the file.

            A setting that is unknown or wrong stops the start with exit code 78 and a line that names its path, what was expected, and
            the nearest known name. `tidings check-config FILE` names everything that is wrong in a file and starts nothing.

            - **Sizes** are written with a unit: `64KiB`, `1MiB`, `2GiB`; a bare number means bytes.
            - **Times** are written with a unit: `250ms`, `15s`, `5min`, `24h`, `7d`.
            - **Lists** from the environment are separated by commas.
            - **Secrets** stand elsewhere: a text that is `${env:NAME}` or `${file:PATH}` as a whole is read from there. Such a file must be
              readable by its owner only. What was read so is never shown in an error.
            - A file has at most 1 MiB; duplicate keys are refused.
            - A `TIDINGS_…` variable that is no setting is refused, too, but for `TIDINGS_CONFIG` (the file), `TIDINGS_HEAP` and
              `TIDINGS_JAVA_OPTS` (of `scripts/tidings`), `TIDINGS_URL` and `TIDINGS_TOKEN` (of `publish` and `tail`), and what Kubernetes
              sets for a service of that name (`TIDINGS_SERVICE_…`, `TIDINGS_PORT…`).

            ## Settings

            """;

    private static final Map<String, String> LISTENER_EXAMPLES = Map.of(
            "host", "127.0.0.1",
            "port", "8081",
            "bridges", "[sse]",
            "tls.certificate", "/etc/tidings/events.pem",
            "tls.key", "/etc/tidings/events.key");

    private static final Map<String, String> NAMESPACE_EXAMPLES =
            Map.of("kind", "latest", "publications", "200", "age", "7d");

    private static final Map<String, String> COLLECTION_EXAMPLES = Map.of(
            "singular", "book",
            "events.created", "book-arrived",
            "events.updated", "book-updated",
            "events.deleted", "book-deleted",
            "extra.field", "shelf",
            "extra.event", "book-moved",
            "schema", "{type: object, required: [title], properties: {title: {type: string}}}",
            "defaults", "{shelf: new}",
            "stream", "array");

    private static final Map<String, String> USER_EXAMPLES = Map.of(
            "password", "pbkdf2-sha256$600000$SALT$HASH",
            "name", "Ada Lovelace",
            "subscribe", "[\"tasks\", \"inbox:{sub}\"]",
            "publish", "[\"chat:*\"]",
            "write", "[\"tasks\"]");

    private static final Map<String, String> SOURCE_EXAMPLES = Map.ofEntries(
            Map.entry("kind", "poll"),
            Map.entry("url", "https://shop.example/api/books"),
            Map.entry("authorization", "${env:SHOP_AUTHORIZATION}"),
            Map.entry("collection", "books"),
            Map.entry("items", "/data/books"),
            Map.entry("form", "list"),
            Map.entry("id", "/isbn"),
            Map.entry("interval.min", "2s"),
            Map.entry("interval.max", "1min"),
            Map.entry("demand", "true"),
            Map.entry("timeout", "10s"),
            Map.entry("maxBytes", "1MiB"),
            Map.entry("maxVanished", "50"),
            Map.entry("allow", "[10.1.0.0/16]"),
            Map.entry("channel", "clock"),
            Map.entry("every", "1s"));

    private SettingsText() {}

    static String file() {
        StringBuilder text = new StringBuilder(FILE_HEAD);
        String section = "";
        for (Setting<?> setting : SettingsTable.ALL.settings()) {
            section = appendSection(text, section, setting.path());
            String indent = "  ".repeat(depth(setting.path()));
            text.append(indent).append("# ").append(setting.about()).append('\n');
            text.append(indent).append("# Takes ").append(setting.type().expected());
            text.append(". ").append(setting.environmentName()).append('\n');
            text.append(indent).append(leaf(setting.path())).append(": ").append(setting.defaultText());
            text.append('\n');
        }
        return text + entries();
    }

    /** Writes the names of the sections that begin with this setting. */
    private static String appendSection(StringBuilder text, String before, String path) {
        String section = path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
        if (!section.equals(before)) {
            String[] names = section.split("\\.");
            for (int depth = 0; depth < names.length && !section.isEmpty(); depth++) {
                String prefix = String.join(".", List.of(names).subList(0, depth + 1));
                if (!before.equals(prefix) && !before.startsWith(prefix + ".")) {
                    text.append(depth == 0 ? "\n" : "").append("  ".repeat(depth));
                    text.append(names[depth]).append(":\n");
                }
            }
        }
        if (section.isEmpty()) {
            text.append('\n');
        }
        return section;
    }

    private static String entries() {
        StringBuilder text = new StringBuilder(
                "  # Secrets that tokens are checked with (HS256), by the name in a token's kid; the first"
                        + " signs those of 'tidings\n  # token'. Each of at least 32 bytes. None means development mode."
                        + " TIDINGS_AUTH_KEYS (as YAML)\n  #\n  # keys:\n  #   main: ${env:HUB_SECRET}\n  keys: {}\n"
                        + "  # People who may sign in with a password. TIDINGS_AUTH_USERS (as YAML)\n  #\n  # users:\n"
                        + "  #   ada:\n");
        StringBuilder user = new StringBuilder();
        appendComments(user, AuthTable.USER, USER_EXAMPLES);
        text.append(user.toString().replaceAll("(?m)^#     ", "  #     "));
        text.append(
                "  users: {}\n\n# Ports of their own for parts of the hub; 'NAME: false' leaves one out: docs/listeners.md."
                        + " TIDINGS_LISTENERS (as YAML)\n#\n# listeners:\n#   events:\n");
        appendComments(text, ListenerTable.TABLE, LISTENER_EXAMPLES);
        text.append("listeners: {}\n\n# How the channels of a namespace (the part of a name before its first"
                + " colon) are kept, where that\n# differs from 'history'. TIDINGS_NAMESPACES (as YAML)\n#\n# namespaces:\n"
                + "#   chat:\n");
        appendComments(text, SettingsTable.NAMESPACE, NAMESPACE_EXAMPLES);
        text.append(
                "namespaces: {}\n\n# Collections besides the built-in ones, or in their place; 'NAME: false' leaves one"
                        + " out. TIDINGS_COLLECTIONS (as YAML)\n#\n# collections:\n#   books:\n");
        appendComments(text, CollectionTable.TABLE, COLLECTION_EXAMPLES);
        text.append("#\n# The built-in ones:\n").append(ConfigurationLoader.builtInCollections());
        text.append("""

                # What feeds collections and channels from elsewhere: docs/poller.md. TIDINGS_SOURCES (as YAML)
                #
                # sources:
                #   shop:
                """);
        appendComments(text, SourceTable.TABLE, SOURCE_EXAMPLES);
        return text.append("sources: {}\n").toString();
    }

    private static void appendComments(StringBuilder text, Table table, Map<String, String> examples) {
        String section = "";
        for (Setting<?> setting : table.settings()) {
            String path = setting.path();
            String own = path.contains(".") ? path.substring(0, path.indexOf('.')) : "";
            if (!own.equals(section) && !own.isEmpty()) {
                text.append("#     ").append(own).append(":\n");
            }
            section = own;
            String indent = "#     " + "  ".repeat(depth(path));
            text.append(indent).append("# ").append(setting.about()).append('\n');
            text.append(indent)
                    .append(leaf(path))
                    .append(": ")
                    .append(examples.get(path))
                    .append('\n');
        }
    }

    static String page() {
        StringBuilder text = new StringBuilder(PAGE_HEAD);
        appendTable(text, SettingsTable.ALL, true);
        text.append(
                "\n## `auth.keys`\n\nSecrets of at least 32 bytes that tokens are checked with (HS256), by the name that a"
                        + " token's `kid` gives; the first signs\nthose of `tidings token`. Without any the hub runs in development mode,"
                        + " on loopback only. As a whole from the environment:\n`TIDINGS_AUTH_KEYS`, as YAML. A secret had better stand"
                        + " elsewhere (`${env:NAME}`, `${file:PATH}`); `tidings check-config` says where\none does not."
                        + " See [authentication](authentication.md).\n\n## `auth.users.NAME`\n\nPeople who may sign in with a password."
                        + " As a whole from the environment: `TIDINGS_AUTH_USERS`, as YAML.\n\n");
        appendTable(text, AuthTable.USER, false);
        text.append(
                "\n## `listeners.NAME`\n\nPorts of their own for parts of the hub, besides `listen` and as it is where they don't"
                        + " say otherwise; `NAME: false` leaves one\nout. What one of them serves, `listen` no longer does unless"
                        + " `listen.bridges` says so. Every listener answers `/health/live`,\n`/health/ready`, `/api/status`,"
                        + " `/api/session` and `/api/tickets`, and `POST /api/connections/{id}` where it serves `api` or `sse`.\nA page"
                        + " of one port that asks another is of another origin: name it in `origins`. As a whole from the environment:"
                        + "\n`TIDINGS_LISTENERS`, as YAML. See [parts of the hub on ports and nodes of their"
                        + " own](listeners.md).\n\n");
        appendTable(text, ListenerTable.TABLE, false);
        text.append(
                "\n## `namespaces.NAME`\n\nHow the channels of a namespace (the part of a name before its first colon) are"
                        + " kept, where that differs from `history`.\nAs a whole from the environment: `TIDINGS_NAMESPACES`, as"
                        + " YAML.\n\n");
        appendTable(text, SettingsTable.NAMESPACE, false);
        text.append(
                "\n## `collections.NAME`\n\nCollections besides the built-in ones, or in their place; `NAME: false` leaves one"
                        + " out.\nAs a whole from the environment: `TIDINGS_COLLECTIONS`, as YAML.\n\n");
        appendTable(text, CollectionTable.TABLE, false);
        text.append("\nBuilt in:\n\n```yaml\n").append(ConfigurationLoader.builtInCollections());
        text.append(
                "```\n\n## `sources.NAME`\n\nWhat feeds a collection or a channel from elsewhere: [poller.md](poller.md)."
                        + " `NAME: false` leaves one out.\nAs a whole from the environment: `TIDINGS_SOURCES`, as YAML.\n\n");
        appendTable(text, SourceTable.TABLE, false);
        return text.toString();
    }

    private static void appendTable(StringBuilder text, Table table, boolean whole) {
        text.append(whole ? "| setting | default | takes | environment |\n| --- | --- | --- | --- |\n" : "")
                .append(whole ? "" : "| setting | takes |\n| --- | --- |\n");
        for (Setting<?> setting : table.settings()) {
            text.append("| `").append(setting.path()).append("` | ");
            if (whole) {
                text.append('`').append(setting.defaultText()).append("` | ");
            }
            text.append(setting.type().expected())
                    .append(". ")
                    .append(setting.about())
                    .append(" |");
            text.append(whole ? " `" + setting.environmentName() + "` |\n" : "\n");
        }
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '.').count();
    }

    private static String leaf(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
