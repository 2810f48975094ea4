package dev.tidings.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose word is taken about who a client is, and what of it. */
class ProxiesTest {

    private static final String PEER = "10.1.2.3";

    private final Proxies proxies = new Proxies(List.of("10.0.0.0/8", "192.0.2.4", "2001:db8:1::/48"), false);

    private String client(String... headers) {
        MultiMap forwarded = MultiMap.caseInsensitiveMultiMap();
        for (String header : headers) {
            forwarded.add("x-forwarded-for", header);
        }
        return proxies.client(PEER, forwarded);
    }

    @Test
    void takesTheLastAddressThatIsNoProxys() {
        assertThat(client("203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(client("203.0.113.7, 10.9.9.9")).isEqualTo("203.0.113.7");
        assertThat(client("203.0.113.7,192.0.2.4 ,\t10.9.9.9")).isEqualTo("203.0.113.7");
        assertThat(client("203.0.113.7", "10.9.9.9")).isEqualTo("203.0.113.7");
        assertThat(client("2001:DB8:2::1")).isEqualTo("2001:db8:2:0:0:0:0:1");
        assertThat(client("::ffff:203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(client("203.0.113.7:4711")).isEqualTo("203.0.113.7");
        assertThat(client("[2001:db8:2::1]:4711")).isEqualTo("2001:db8:2:0:0:0:0:1");
        assertThat(client("[2001:db8:2::1]")).isEqualTo("2001:db8:2:0:0:0:0:1");
    }

    /** Else anybody could be whom he likes: another victim of a limit, or somebody without one. */
    @Test
    void takesNothingThatTheClientItselfMayHaveWritten() {
        assertThat(client("127.0.0.1, 203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(client("198.51.100.1, 10.1.1.1, 203.0.113.7, 10.1.1.1")).isEqualTo("203.0.113.7");
        assertThat(client("127.0.0.1", "203.0.113.7")).isEqualTo("203.0.113.7");
    }

    @Test
    void takesTheProxyForTheClientWhenItNamesNone() {
        assertThat(client()).isEqualTo(PEER);
        assertThat(client("10.9.9.9, 10.8.8.8")).isEqualTo("10.9.9.9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                ",,,,",
                "unknown",
                "_hidden",
                "localhost",
                "203.0.113",
                "203.0.113.256",
                "0xcb007107",
                "3405803783",
                "203.0.113.7 203.0.113.8",
                "203.0.113.7;for=1",
                "for=203.0.113.7",
                "fe80::1%eth0",
                "[2001:db8::1",
                "[2001:db8::1]x",
                "1:2:3",
                "203.0.113.7, nonsense"
            })
    void endsAtWhatCantBeRead(String header) {
        assertThat(client(header)).isEqualTo(PEER);
        assertThat(client(header + ", 10.7.7.7")).isEqualTo("10.7.7.7");
    }

    /** A header of 16 KiB is thousands of addresses: reading all of each request's would be a gift to floods. */
    @Test
    void looksAtNoMoreHopsThanAWayHas() {
        assertThat(client("203.0.113.7" + ", 10.1.1.1".repeat(31))).isEqualTo("203.0.113.7");
        assertThat(client("203.0.113.7" + ", 10.1.1.1".repeat(2_000))).isEqualTo("10.1.1.1");
    }

    @ParameterizedTest
    @CsvSource({"https,true", "http,false", "HTTPS,", "'https, http',", "ftp,", "'',"})
    void saysWhetherTheClientSpeaksTls(String scheme, Boolean secure) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-Proto", scheme);
        assertThat(Proxies.secure(headers)).isEqualTo(secure);
        assertThat(Proxies.secure(headers.add("X-Forwarded-Proto", "https"))).isNull();
        assertThat(Proxies.secure(MultiMap.caseInsensitiveMultiMap())).isNull();
    }

    @Test
    void knowsItsNetworksToTheBit() {
        assertThat(proxies.trusts("10.255.255.255")).isTrue();
        assertThat(proxies.trusts("11.0.0.0")).isFalse();
        assertThat(proxies.trusts("192.0.2.4")).isTrue();
        assertThat(proxies.trusts("192.0.2.5")).isFalse();
        assertThat(proxies.trusts("2001:db8:1:ffff:0:0:0:1")).isTrue();
        assertThat(proxies.trusts("2001:db8:2:0:0:0:0:1")).isFalse();
        assertThat(proxies.trusts("")).isFalse();
        Proxies odd = new Proxies(List.of("192.0.2.128/25", "198.51.100.8/29", "2001:db8:8000::/33"), false);
        assertThat(odd.trusts("192.0.2.128")).isTrue();
        assertThat(odd.trusts("192.0.2.127")).isFalse();
        assertThat(odd.trusts("198.51.100.15")).isTrue();
        assertThat(odd.trusts("198.51.100.16")).isFalse();
        assertThat(odd.trusts("2001:db8:ffff:0:0:0:0:1")).isTrue();
        assertThat(odd.trusts("2001:db8:7fff:0:0:0:0:1")).isFalse();
        assertThat(new Proxies(List.of("0.0.0.0/0"), false).trusts("203.0.113.7"))
                .isTrue();
        assertThat(new Proxies(List.of("0.0.0.0/0"), false).trusts("2001:db8:0:0:0:0:0:1"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.example",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "::/129",
                "10.0.0"
            })
    void takesNoNetworkThatIsNone(String text) {
        assertThat(Proxies.isNetwork(text)).isFalse();
        assertThatThrownBy(() -> new Proxies(List.of(text), false)).isInstanceOf(IllegalArgumentException.class);
    }
}
