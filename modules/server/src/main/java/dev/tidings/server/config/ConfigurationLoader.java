package dev.tidings.server.config;

import dev.tidings.hub.CollectionSettings;
import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Names;
import dev.tidings.poller.SourceSettings;
import dev.tidings.server.config.SettingsReader.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the configuration together: defaults, then the file, then the environment, then the command line; the later wins.
 * Owned by one call of {@link #load}.
 */
public final class ConfigurationLoader {

    /** Variables that begin like a setting and are something else: of the start script and of the client commands. */
    private static final Set<String> OTHER_VARIABLES = Set.of(
            "TIDINGS_HEAP", "TIDINGS_JAVA_OPTS", "TIDINGS_CONFIG", "TIDINGS_URL", "TIDINGS_TOKEN", "TIDINGS_PORT");

    /** What Kubernetes puts there for a service named tidings. */
    private static final List<String> SERVICE_LINKS = List.of("TIDINGS_SERVICE_", "TIDINGS_PORT_");

    private final Map<String, String> environment;
    private final SettingsReader reader;
    private final Reading node = Reading.empty();
    private final List<String> warnings = new ArrayList<>();

    private ConfigurationLoader(Map<String, String> environment) {
        this.environment = environment;
        this.reader = new SettingsReader(new Placeholders(environment));
    }

    /**
     * Reads and checks everything.
     *
     * @param file the configuration file; null = none
     * @param environment the environment's variables
     * @param commandLine values of settings by path, as text
     * @throws ConfigurationException naming everything that is wrong
     */
    public static Configuration load(
            @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine) {
        return new ConfigurationLoader(environment).load(file, commandLine);
    }

    private Configuration load(@Nullable Path file, Map<String, String> commandLine) {
        take(reader.read(SettingsTable.ALL, YamlText.parse("the built-in collections", builtInCollections()), ""));
        if (file != null) {
            Reading given = reader.read(SettingsTable.ALL, YamlText.readFile(file), "");
            warnOfLiterals(given, file);
            take(given);
        }
        takeEnvironment();
        commandLine.forEach((path, text) ->
                SettingsTable.ALL.find(path).ifPresent(setting -> reader.readSetting(setting, text, path, node)));
        Values values = node.values();
        Auth auth = new AuthReader(reader).read(entries(AuthTable.KEYS), entries(AuthTable.USERS));
        List<ClientListener> listeners = new ListenerReader(
                        reader, values, entries(AuthTable.KEYS).isEmpty())
                .read(entries(ListenerTable.LISTENERS));
        Rules.check(values, reader);
        Map<String, ChannelSettings> namespaces = namespaces(values);
        CollectionReader collectionReader = new CollectionReader(reader, values);
        List<CollectionSettings> collections = collections(collectionReader);
        List<SourceSettings> sources = sources(collections);
        if (!reader.problems().isEmpty()) {
            throw new ConfigurationException(reader.problems());
        }
        return new Configuration(
                values, listeners, namespaces, collections, collectionReader.realtime(), auth, sources, warnings);
    }

    /** The collections that are there unless the configuration says otherwise, as YAML. */
    static String builtInCollections() {
        try (InputStream in = ConfigurationLoader.class.getResourceAsStream("collections.yaml")) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: collections.yaml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("can't be read in the jar: collections.yaml", e);
        }
    }

    private void take(Reading reading) {
        node.given().putAll(reading.given());
        reading.entries()
                .forEach((path, entries) -> node.entries()
                        .computeIfAbsent(path, p -> new LinkedHashMap<>())
                        .putAll(entries));
    }

    /** A secret in the file is read by whoever reads the file, and by its copies. */
    private void warnOfLiterals(Reading given, Path file) {
        List<String> literals = new ArrayList<>(reader.literals());
        given.entries().getOrDefault(AuthTable.KEYS, Map.of()).forEach((kid, value) -> {
            if (!Placeholders.isPlaceholder(value)) {
                literals.add(AuthTable.KEYS + "." + Names.excerpt(kid));
            }
        });
        literals.forEach(path -> warnings.add(
                path + ": a secret stands in " + file + " itself; ${env:NAME} or ${file:PATH} keeps it elsewhere"));
    }

    private void takeEnvironment() {
        environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("TIDINGS_") && !isForeign(variable.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(variable -> takeVariable(variable.getKey(), variable.getValue()));
    }

    private void takeVariable(String name, String value) {
        for (Setting<?> setting : SettingsTable.ALL.settings()) {
            if (setting.environmentName().equals(name)) {
                reader.readSetting(setting, value, setting.path() + " (" + name + ")", node);
                return;
            }
        }
        for (String path : SettingsTable.ALL.entries().keySet()) {
            if (Setting.environmentName(path).equals(name)) {
                take(reader.read(SettingsTable.ALL, Map.of(path, YamlText.parse(name, value)), ""));
                return;
            }
        }
        List<String> known = new ArrayList<>();
        SettingsTable.ALL.settings().forEach(setting -> known.add(setting.environmentName()));
        SettingsTable.ALL.entries().keySet().forEach(path -> known.add(Setting.environmentName(path)));
        reader.problem(Names.excerpt(name), "there is no such variable; the nearest is " + NearestName.of(name, known));
    }

    private static boolean isForeign(String name) {
        return OTHER_VARIABLES.contains(name) || SERVICE_LINKS.stream().anyMatch(name::startsWith);
    }

    private Map<String, ChannelSettings> namespaces(Values values) {
        ChannelSettings history = Configuration.history(values);
        Map<String, ChannelSettings> namespaces = new LinkedHashMap<>();
        entries(SettingsTable.NAMESPACES).forEach((name, entry) -> {
            String path = SettingsTable.NAMESPACES + "." + Names.excerpt(name);
            Map<String, Object> tree = entry == null ? Map.of() : YamlText.mapping(entry);
            if (!ChannelName.isValid(name) || name.contains(":") || name.equals(ChannelName.RESERVED_NAMESPACE)) {
                reader.problem(path, "expected the part of a channel's name before its first colon, not tidings");
            } else if (tree == null) {
                reader.problem(path, "expected settings below it");
            } else {
                Values own =
                        reader.read(SettingsTable.NAMESPACE, tree, path + ".").values();
                namespaces.put(
                        name,
                        new ChannelSettings(
                                own.given(SettingsTable.NAMESPACE_KIND).orElse(history.kind()),
                                own.given(SettingsTable.NAMESPACE_PUBLICATIONS).orElse(history.maxPublications()),
                                own.given(SettingsTable.NAMESPACE_AGE)
                                        .map(age -> age.toMillis())
                                        .orElse(history.maxAgeMillis())));
            }
        });
        return namespaces;
    }

    private List<CollectionSettings> collections(CollectionReader collections) {
        return entries(SettingsTable.COLLECTIONS).entrySet().stream()
                .map(entry -> collections.read(entry.getKey(), entry.getValue()))
                .flatMap(Optional::stream)
                .toList();
    }

    private List<SourceSettings> sources(List<CollectionSettings> collections) {
        SourceReader sources = new SourceReader(reader, collections);
        return entries(SettingsTable.SOURCES).entrySet().stream()
                .map(entry -> sources.read(entry.getKey(), entry.getValue()))
                .flatMap(Optional::stream)
                .toList();
    }

    private Map<String, Object> entries(String path) {
        return node.entries().getOrDefault(path, Map.of());
    }
}
