package dev.tidings.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the configurations of docs/proxies.md to the hub's own times. */
class DocumentedProxyTest {

    private static final Path SETTINGS =
            Path.of("").toAbsolutePath().getParent().getParent().resolve("conf/tidings.yaml");
    private static final Pattern HEARTBEAT = Pattern.compile("(?m)^ *(?:heartbeat|pingInterval): (\\d+)s$");
    private static final Pattern IDLE_LIMIT =
            Pattern.compile("(?:timeout (?:client|server|tunnel)|proxy_(?:read|send)_timeout) (\\d+)s");
    private static final Pattern KEPT_ALIVE = Pattern.compile("(?<!-)keepalive_timeout (\\d+)s");

    @ParameterizedTest
    @EnumSource
    void waitsLongerThanAnyHeartbeatIsAway(DocumentedProxy documented) throws Exception {
        List<Integer> heartbeats = seconds(HEARTBEAT, Files.readString(SETTINGS));
        assertThat(heartbeats).as("streams, WebSockets, Socket.IO, SockJS").hasSize(4);
        List<Integer> limits = seconds(IDLE_LIMIT, documented.text());
        assertThat(limits)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(limit -> assertThat(limit).isGreaterThan(Collections.max(heartbeats) + 10))
                .anySatisfy(limit -> assertThat(limit).isGreaterThan(60)); // a long poll
    }

    @Test
    void givesUpIdleConnectionsBeforeTheHubDoes() throws Exception {
        assertThat(Files.readString(SETTINGS)).contains("idleTime: 1min");
        assertThat(seconds(KEPT_ALIVE, DocumentedProxy.NGINX.text())).hasSize(1).allMatch(kept -> kept < 60);
    }

    private static List<Integer> seconds(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().map(found -> Integer.valueOf(found.group(1))).toList();
    }
}
