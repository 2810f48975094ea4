package dev.tidings.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterTableTest {

    private static final Map<String, String> GOOD = Map.of(
            "cluster.enabled", "true",
            "log.store", "redis",
            "cluster.members", "127.0.0.1:5701,127.0.0.1:5703",
            "cluster.minimumNodes", "2");

    @Test
    void takesAClusterOnLoopback() {
        assertThat(load(Map.of()).get(ClusterTable.MEMBERS)).containsExactly("127.0.0.1:5701", "127.0.0.1:5703");
    }

    @Test
    void refusesTheEmbeddedLogAndSaysWhy() {
        assertRefused(Map.of("log.store", "embedded"), "cluster.enabled: expected false with the embedded log");
    }

    /** S19, S20. */
    @Test
    void beyondLoopbackAsksForASecretAndCertificatesOrAPrivateNetwork() {
        assertRefused(Map.of("cluster.host", "10.0.0.1"), "cluster.host: expected cluster.secret and cluster.tls");
        assertThat(load(Map.of("cluster.host", "10.0.0.1", "cluster.privateNetwork", "true"))
                        .get(ClusterTable.HOST))
                .isEqualTo("10.0.0.1");
    }

    @Test
    void refusesToBindEverywhere() {
        assertRefused(
                Map.of("cluster.host", "0.0.0.0", "cluster.privateNetwork", "true"),
                "cluster.host: expected one address of this machine");
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertRefused(Map.of("cluster.minimumNodes", "3"), "cluster.minimumNodes: expected at most");
        assertRefused(Map.of("cluster.busPort", "5701"), "cluster.busPort: expected another port");
        assertRefused(Map.of("cluster.tls.key", "key.pem"), "cluster.tls: expected certificate, key and authority");
        assertRefused(Map.of("cluster.members", "nowhere"), "cluster.members: expected a list of HOST:PORT");
        assertRefused(Map.of("cluster.secret", "short"), "cluster.secret: expected a secret of at least 32");
    }

    private static void assertRefused(Map<String, String> other, String reason) {
        assertThatThrownBy(() -> load(other))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        refused -> assertThat(refused.problems()).anyMatch(problem -> problem.startsWith(reason)));
    }

    private static Configuration load(Map<String, String> other) {
        Map<String, String> all = new HashMap<>(GOOD);
        all.putAll(other);
        return ConfigurationLoader.load(null, Map.of(), all);
    }
}
