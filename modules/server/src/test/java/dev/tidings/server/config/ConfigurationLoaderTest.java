package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.HubException.FieldError;
import dev.tidings.model.Kind;
import dev.tidings.poller.Cidr;
import dev.tidings.poller.PollSettings;
import dev.tidings.poller.TimerSettings;
import dev.tidings.poller.UpstreamUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration as a whole: what wins, what is refused, and in which words. */
class ConfigurationLoaderTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listen: {prot: 8081} | listen.prot: there is no such setting; the nearest is listen.port",
                "lisen: {port: 8081} | lisen: there is no such setting; the nearest is listen",
                "portt: 1 | portt: there is no such setting; the nearest is",
                "listen: {port: 70000} | listen.port: expected an integer from 0 to 65535, found \"70000\"",
                "listen: {port: eighty} | listen.port: expected an integer from 0 to 65535, found \"eighty\"",
                "listen: 8080 | listen: expected settings below it, found \"8080\"",
                "listen: {port: } | listen.port: expected an integer from 0 to 65535, found nothing",
                "listen: {host: 0.0.0.0} | listen.host: expected a loopback address, found \"0.0.0.0\"",
                "admin: {host: 192.168.1.4} | admin.host: expected a loopback address, found \"192.168.1.4\"",
                "admin: {port: 8080} | admin.port: expected another port than listen.port",
                "heartbeat: 15 | heartbeat: expected a time from 1s to 5min, such as 15s, found \"15\"",
                "heartbeat: 15 parsecs | heartbeat: expected a time from 1s to 5min",
                "limits: {bodyBytes: 1TiB} | limits.bodyBytes: expected a size from 1KiB to 64MiB",
                "limits: {bodyBytes: 2KiB} | limits.bodyBytes: expected at least limits.documentBytes",
                "origins: ['*'] | origins: expected a list of origins such as https://app.example, found a list",
                "history: {kind: forever} | history.kind: expected one of log, latest, volatile, found \"forever\"",
                "listen: {tls: {certificate: a.pem}} | listen.tls: expected both certificate and key",
                "listen: {proxies: [proxy.example]} | listen.proxies: expected a list of addresses or networks",
                "listen: {proxyProtocol: true} | listen.proxies: expected the proxies that listen.proxyProtocol is about",
                "collections: {events: {}} | collections.events: expected a name",
                "collections: {a: 7} | collections.a: expected settings below it",
                "collections: {task: {realtime: true}} | collections.task.singular: expected another word than task",
                "collections: {a: {shema: {}}} | the nearest is collections.a.schema",
                "collections: {a: {schema: {type: txt}}} | collections.a.schema: expected a JSON Schema 2020-12: at /type: ",
                "collections: {a: {events: {created: open}}} | collections.a.events.created: expected an event name",
                "collections: {a: {extra: {field: x}}} | collections.a.extra: expected both field and event",
                "namespaces: {chat: {knd: latest}} | the nearest is namespaces.chat.kind",
                "sources: {a: {collection: tasks}} | sources.a.url: expected an http or https URL",
                "sources: {a: {url: 'http://2130706433/', collection: tasks}} | sources.a.url: expected an http or https URL",
                "sources: {a: {url: 'http://a.example/', collection: nothing}} | sources.a.collection: expected the name",
                "sources: {a: {url: 'http://a.example/', collection: tasks, items: data}} | sources.a.items: expected a JSON",
                "sources: {a: {url: 'http://a.example/', collection: tasks, allow: [local]}} | sources.a.allow: expected a list",
                "sources: {a: {url: 'http://a.example/', collection: tasks, interval: {min: 2min}}} | sources.a.interval.max:",
                "sources: {a: {kind: timer, evry: 1s}} | the nearest is sources.a.every",
                "sources: {a: {kind: timer, channel: tasks}} | sources.a.channel: expected a channel that is no collection's",
                "sources: {'a b': {kind: timer}} | expected a name of A-Z a-z 0-9",
                "sources: {a: {url: 'http://a.example/', collection: tasks}, b: {url: 'http://b.example/', collection: tasks}} | sources.b.collection: expected one source for a collection",
                "namespaces: {'a:b': {}} | namespaces.a:b: expected the part of a channel's name",
                "listen: {host: '${env:NOWHERE}'} | listen.host: expected the environment variable NOWHERE to be set",
                "listen: {host: '${vault:x}'} | listen.host: expected ${env:NAME} or ${file:PATH}",
                "{a: 1, a: 2} | duplicate key a",
                "- 1 | expected settings, such as listen: {port: 8080}",
                "'{' | not YAML",
                "a: !!java.lang.Object {} | not YAML",
            })
    void refusesWhatIsWrongInOneLineThatNamesIt(String yaml, String reason) {
        assertThatThrownBy(() -> load(yaml, Map.of()))
                .asInstanceOf(type(ConfigurationException.class))
                .satisfies(refusal -> {
                    assertThat(refusal.problems()).hasSize(1);
                    assertThat(refusal.problems().get(0)).contains(reason).doesNotContain("\n");
                });
    }

    @Test
    void readsSources() {
        Configuration configuration = load(
                "sources: {shop: {url: 'https://shop.example/a', collection: tasks, authorization: '${env:KEY}',"
                        + " interval: {min: 2s}, allow: [10.0.0.0/8]}, ticker: {kind: timer, every: 500ms}}",
                Map.of("KEY", "Bearer x"));
        assertThat(configuration.sources())
                .containsExactly(
                        new PollSettings(
                                "shop",
                                new ChannelName("tasks"),
                                UpstreamUrl.parse("https://shop.example/a"),
                                "Bearer x",
                                "",
                                PollSettings.Form.LIST,
                                "/id",
                                2_000,
                                60_000,
                                false,
                                10_000,
                                1 << 20,
                                50,
                                List.of(Cidr.parse("10.0.0.0/8"))),
                        new TimerSettings("ticker", new ChannelName("clock"), 500));
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> load("{heartbeat: 1, drain: 1, limits: {idleTim: 1s}}", Map.of()))
                .asInstanceOf(type(ConfigurationException.class))
                .satisfies(refusal -> assertThat(refusal.problems()).hasSize(3));
    }

    @Test
    void refusesAFileThatIsMissingOrTooLarge() throws IOException {
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat(YamlText.MAX_BYTES + 1));
        for (Path file : List.of(large, folder.resolve("missing.yaml"))) {
            assertThatThrownBy(() -> ConfigurationLoader.load(file, Map.of(), Map.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void refusesABombOfAliases() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 60; i++) {
            yaml.append("a%d: &a%d [*a%d,*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertThatThrownBy(() -> load(yaml.toString(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("not YAML");
    }

    @Test
    void laterSourcesWin() {
        Map<String, String> environment = Map.of("TIDINGS_LISTEN_PORT", "8082", "TIDINGS_ADMIN_PORT", "9092");
        Path file = write("{listen: {port: 8081}, admin: {port: 9091}, drain: 3s}");
        Configuration configuration = ConfigurationLoader.load(file, environment, Map.of("listen.port", "8083"));
        assertThat(configuration.get(ListenerTable.LISTEN_PORT)).isEqualTo(8083);
        assertThat(configuration.get(SettingsTable.ADMIN_PORT)).isEqualTo(9092);
        assertThat(configuration.get(SettingsTable.DRAIN)).isEqualTo(Duration.ofSeconds(3));
        assertThat(configuration.get(SettingsTable.HEARTBEAT)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void everySettingCanComeFromTheEnvironment() {
        for (Setting<?> setting : SettingsTable.ALL.settings()) {
            String text = setting.defaultText().replace("\"", "").replaceAll("[\\[\\]]", "");
            Configuration configuration = load("", Map.of(setting.environmentName(), text));
            assertThat(configuration.values().given(setting))
                    .as(setting.environmentName())
                    .isPresent();
        }
    }

    @Test
    void collectionsAndNamespacesCanComeFromTheEnvironment() {
        Configuration configuration = load(
                "",
                Map.of(
                        "TIDINGS_COLLECTIONS", "{books: {singular: tome}, pets: false}",
                        "TIDINGS_NAMESPACES", "{chat: {kind: latest, publications: 7}}",
                        "TIDINGS_ORIGINS", "https://a.example, http://localhost:3000"));
        assertThat(configuration.collections())
                .extracting(collection -> collection.name().value())
                .contains("books", "tasks")
                .doesNotContain("pets");
        assertThat(configuration.channel(new ChannelName("chat:1")).kind()).isEqualTo(Kind.LATEST);
        assertThat(configuration.channel(new ChannelName("chat:1")).maxPublications())
                .isEqualTo(7);
        assertThat(configuration.channel(new ChannelName("other")).kind()).isEqualTo(Kind.LOG);
        assertThat(configuration.get(SettingsTable.ORIGINS))
                .containsExactly("https://a.example", "http://localhost:3000");
    }

    @Test
    void refusesAVariableThatIsNoSettingButNotThoseOfOthers() {
        load("", Map.of("TIDINGS_HEAP", "1g", "TIDINGS_PORT_8080_TCP", "tcp://10.0.0.1", "PATH", "/bin"));
        assertThatThrownBy(() -> load("", Map.of("TIDINGS_LISTEN_PROT", "1")))
                .hasMessage("TIDINGS_LISTEN_PROT: there is no such variable; the nearest is TIDINGS_LISTEN_PORT");
        assertThatThrownBy(() -> load("", Map.of("TIDINGS_LISTEN_PORT", "x")))
                .hasMessageStartingWith("listen.port (TIDINGS_LISTEN_PORT): expected an integer");
    }

    @Test
    void fillsPlaceholdersAndNeverShowsWhatTheyHold() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "localhost\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        String yaml = "listen: {host: '${file:" + secret + "}', port: '${env:P}'}";
        assertThat(load(yaml, Map.of("P", "8099")).get(ListenerTable.LISTEN_PORT))
                .isEqualTo(8099);
        assertThat(load(yaml, Map.of("P", "8099")).get(ListenerTable.LISTEN_HOST))
                .isEqualTo("localhost");
        assertThatThrownBy(() -> load(yaml, Map.of("P", "canary"))).message().doesNotContain("canary");
    }

    @Test
    void refusesASecretThatOthersCanRead() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "localhost\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> load("listen: {host: '${file:" + secret + "}'}", Map.of()))
                .hasMessageContaining("readable by its owner only");
    }

    @Test
    void givesTheContractsCollections() {
        Configuration configuration = load("", Map.of());
        assertThat(configuration.collections())
                .extracting(
                        collection -> collection.name().value(),
                        CollectionSettings::createdEvent,
                        CollectionSettings::updatedEvent,
                        CollectionSettings::deletedEvent,
                        CollectionSettings::watchedEvent,
                        CollectionSettings::streamsItems)
                .map(Object::toString)
                .containsExactlyInAnyOrder(
                        "(\"tasks\", \"task-created\", \"task-updated\", \"task-deleted\", null, false)",
                        "(\"pets\", \"pet-update\", \"pet-update\", \"pet-deleted\", \"pet-status-changed\", false)",
                        "(\"orders\", \"order-created\", \"order-updated\", \"order-deleted\", null, false)",
                        "(\"inventory\", \"inventory-update\", \"inventory-update\", \"inventory-deleted\", null, false)",
                        "(\"notifications\", \"notification-created\", \"notification-updated\","
                                + " \"notification-deleted\", null, true)");
    }

    @Test
    void petstoreHasTheSameCollectionsWithSchemas() {
        Path file = Path.of("").toAbsolutePath().getParent().getParent().resolve("conf/petstore.yaml");
        Configuration petstore = ConfigurationLoader.load(file, Map.of(), Map.of());
        assertThat(petstore.collections())
                .usingRecursiveComparison()
                .ignoringFields("validator", "defaults")
                .isEqualTo(load("", Map.of()).collections());
        assertThat(collection(petstore, "pets").validator().apply(new ObjectMapper().createObjectNode()))
                .extracting(FieldError::pointer)
                .isNotEmpty();
    }

    @Test
    void conformanceModeIsOffUnlessItsOwnFileTurnsItOn() {
        Path file = Path.of("").toAbsolutePath().getParent().getParent().resolve("conf/conformance.yaml");
        Configuration conformance = ConfigurationLoader.load(file, Map.of(), Map.of());
        assertThat(conformance.get(SettingsTable.CONFORMANCE)).isTrue();
        assertThat(conformance.get(ListenerTable.LISTEN_HOST)).isEqualTo("127.0.0.1");
        assertThat(conformance.get(SettingsTable.EVENT_LOOPS))
                .as("suites count on the order of several connections")
                .isOne();
        assertThat(load("", Map.of()).get(SettingsTable.CONFORMANCE)).isFalse();
    }

    @Test
    void checksDocumentsByTheirSchemaAndNamesTheField() {
        CollectionSettings tasks = collection(load("", Map.of()), "tasks");
        ObjectNode task = new ObjectMapper().createObjectNode();
        assertThat(tasks.validator().apply(task)).isNotEmpty();
        task.put("title", "hello").put("further", 1.5);
        assertThat(tasks.validator().apply(task)).isEmpty();
        task.put("done", "yes");
        assertThat(tasks.validator().apply(task))
                .extracting(FieldError::pointer)
                .containsExactly("/done");
        assertThat(tasks.defaults().toString()).isEqualTo("{\"done\":false}");
    }

    @Test
    void aSingularIsDerivedFromThePlural() {
        assertThat(CollectionReader.singularOf("tasks")).isEqualTo("task");
        assertThat(CollectionReader.singularOf("entries")).isEqualTo("entry");
        assertThat(CollectionReader.singularOf("inventory")).isEqualTo("inventory");
        assertThat(CollectionReader.singularOf("s")).isEqualTo("s");
    }

    @Test
    void loopbackIsJudgedWithoutAskingAnybody() {
        assertThat(List.of("127.0.0.1", "127.9.9.9", "localhost", "::1")).allMatch(Rules::isLoopback);
        assertThat(List.of("127.0.0.1.example.com", "0.0.0.0", "127.1", "::", "10.0.0.1"))
                .noneMatch(Rules::isLoopback);
    }

    @Test
    void findsTheNearestName() {
        List<String> names = List.of("serve", "publish", "tail");
        assertThat(NearestName.of("srve", names)).isEqualTo("serve");
        assertThat(NearestName.of("PUBLSIH", names)).isEqualTo("publish");
        assertThat(NearestName.distance("", "abc")).isEqualTo(3);
        assertThat(NearestName.distance("ab", "ba")).isEqualTo(1);
    }

    private static CollectionSettings collection(Configuration configuration, String name) {
        return configuration.collections().stream()
                .filter(collection -> collection.name().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Configuration load(String yaml, Map<String, String> environment) {
        return ConfigurationLoader.load(write(yaml), environment, Map.of());
    }

    private Path write(String yaml) {
        try {
            return Files.writeString(folder.resolve("tidings.yaml"), yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void mapsTasksForSocketIoAndWhateverIsAskedFor() {
        assertThat(load("", Map.of()).realtime()).containsExactly(Map.entry(new ChannelName("tasks"), "task"));
        assertThat(load("collections: {tasks: {defaults: {done: false}}, entries: {realtime: true}}", Map.of())
                        .realtime())
                .containsExactly(
                        Map.entry(new ChannelName("tasks"), "task"), Map.entry(new ChannelName("entries"), "entry"));
        assertThat(load("collections: {tasks: {realtime: false}, staff: {realtime: true, singular: person}}", Map.of())
                        .realtime())
                .containsExactly(Map.entry(new ChannelName("staff"), "person"));
        assertThat(load("collections: {tasks: false}", Map.of()).realtime()).isEmpty();
    }
}
