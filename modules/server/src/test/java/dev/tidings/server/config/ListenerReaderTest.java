package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tidings.server.config.ClientListener.BridgeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which listener serves what, and which words about it are refused. */
class ListenerReaderTest {

    @TempDir
    private Path folder;

    @Test
    void oneListenerServesEverythingUnlessToldOtherwise() throws IOException {
        assertThat(load("{}").listeners())
                .containsExactly(new ClientListener("", "127.0.0.1", 8080, "", "", List.of(BridgeKind.values())));
    }

    @Test
    void whatANamedListenerServesIsNoLongerOnTheMainOne() throws IOException {
        Configuration configuration =
                load("listeners: {events: {port: 8081, bridges: [sse]}, ws: {port: 8082, bridges: [sockets]}}");
        assertThat(configuration.listeners())
                .extracting(ClientListener::path, ClientListener::port, ClientListener::bridgesText)
                .containsExactly(
                        tuple("listen", 8080, "[api, web]"),
                        tuple("listeners.events", 8081, "[sse]"),
                        tuple("listeners.ws", 8082, "[sockets]"));
    }

    @Test
    void theMainListenerServesWhatItIsToldTo() throws IOException {
        Configuration both =
                load("{listen: {bridges: [web, api, sse, api]}, listeners: {e: {port: 8081, bridges: [sse]}}}");
        assertThat(both.listeners())
                .extracting(ClientListener::bridgesText)
                .containsExactly("[api, sse, web]", "[sse]");
        assertThat(load("{listen: {bridges: []}, poller: false}").listeners())
                .extracting(ClientListener::bridges)
                .containsExactly(List.of());
        assertThat(ConfigurationLoader.load(null, Map.of("TIDINGS_LISTEN_BRIDGES", "sse,sockets"), Map.of())
                        .listeners())
                .extracting(ClientListener::bridgesText)
                .containsExactly("[sse, sockets]");
    }

    @Test
    void aNamedListenerIsAsTheMainOneWhereItSaysNothing() throws IOException {
        Path certificate = Files.writeString(folder.resolve("certificate.pem"), "");
        Configuration configuration = load("""
                listen: {host: "::1", tls: {certificate: %1$s, key: %1$s}}
                listeners:
                  events: {port: 8081, bridges: [sse]}
                  plain: {port: 8082, bridges: [api], host: 127.0.0.2, tls: {certificate: "", key: ""}}
                  gone: false
                """.formatted(certificate));
        String pem = certificate.toString();
        assertThat(configuration.listeners().subList(1, 3))
                .containsExactly(
                        new ClientListener("events", "::1", 8081, pem, pem, List.of(BridgeKind.SSE)),
                        new ClientListener("plain", "127.0.0.2", 8082, "", "", List.of(BridgeKind.API)));
        assertThat(configuration.listeners()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listen: {bridges: [api, see]} | listen.bridges: expected a list of api, sse, sockets, web, found a list",
                "listen: {bridges: [1]} | listen.bridges: expected a list of api, sse, sockets, web, found a list",
                "{listen: {bridges: []}, poller: false, bus: false} | listen.bridges: expected something to do",
                "listeners: {e: {port: 8081, bridges: []}} | listeners.e.bridges: expected a list of api, sse, sockets, web",
                "listeners: {e: {port: 8081}} | listeners.e.bridges: expected a list of api, sse, sockets, web, found nothing",
                "listeners: {e: {bridges: [sse]}} | listeners.e.port: expected an integer from 0 to 65535, found nothing",
                "listeners: {e: {prt: 8081}} | listeners.e.prt: there is no such setting; the nearest is listeners.e.port",
                "listeners: {e: } | listeners.e: expected a name of",
                "listeners: {'e/f': {port: 8081, bridges: [sse]}} | listeners.e/f: expected a name of",
                "listeners: [sse] | listeners: expected names with settings below them, found a list",
                "listeners: {e: {port: 8080, bridges: [sse]}} | listeners.e.port: expected another port than listen.port",
                "listeners: {e: {port: 9090, bridges: [sse]}} | admin.port: expected another port than listeners.e.port",
                "listeners: {e: {port: 1, bridges: [sse], host: 0.0.0.0}} | listeners.e.host: expected a loopback address",
                "listeners: {e: {port: 1, bridges: [sse], tls: {key: k}}} | listeners.e.tls: expected both certificate and key",
                "listeners: {e: {port: 1, bridges: [sse], tls: {key: k, certificate: k}}} | listeners.e.tls.",
                "poller: some | poller: expected true or false",
            })
    void refusesWhatNobodyCanServe(String yaml, String reason) {
        assertThatThrownBy(() -> load(yaml))
                .asInstanceOf(type(ConfigurationException.class))
                .satisfies(refusal -> assertThat(refusal.problems().get(0)).contains(reason));
    }

    @Test
    void theListenersThatTheClustersFileShowsInCommentsCanBeUsed() throws IOException {
        String file = Files.readString(
                Path.of("").toAbsolutePath().getParent().getParent().resolve("conf/cluster.yaml"));
        String shown = file.substring(file.indexOf("# listeners:"))
                .replace("\n# ", "\n")
                .substring(2);
        assertThat(load(file + shown).listeners())
                .extracting(ClientListener::bridgesText)
                .containsExactly("[api, web]", "[sse]", "[sockets]");
    }

    private Configuration load(String yaml) throws IOException {
        return ConfigurationLoader.load(Files.writeString(folder.resolve("test.yaml"), yaml), Map.of(), Map.of());
    }
}
