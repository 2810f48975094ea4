package dev.tidings.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses and URLs a source may ask. */
class AddressGuardTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1",
                        "198.51.100.7",
                "203.0.113.9", "224.0.0.1", "239.255.255.255", "255.255.255.255", "::", "::1", "::ffff:7f00:1",
                "::ffff:10.0.0.1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::",
                "2001::1", "2001:db8::1", "3fff::1", "100::1"
            })
    void whatIsNotPublicIsRefused(String address) {
        assertThat(AddressGuard.isPublic(address(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "93.184.216.34",
                "1.1.1.1",
                "172.15.0.1",
                "172.32.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "126.0.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "2001:4860:4860::8888"
            })
    void whatIsPublicIsPermitted(String address) {
        assertThat(AddressGuard.isPublic(address(address))).isTrue();
    }

    @Test
    void whatIsAllowedByNameIsPermittedAndNothingBeside() {
        AddressGuard guard = new AddressGuard(List.of(Cidr.parse("10.1.0.0/15"), Cidr.parse("::1")));
        assertThat(guard.permits(address("10.1.2.3"))).isTrue();
        assertThat(guard.permits(address("10.0.255.255"))).isTrue();
        assertThat(guard.permits(address("10.2.0.0"))).isFalse();
        assertThat(guard.permits(address("::1"))).isTrue();
        assertThat(guard.permits(address("127.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.0.0/8", "shop.test/8", "10.0.0.0/-1", "10.0.0.0/x", "", "::/129", "2130706433"
            })
    void whatIsNoBlockIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a.test/",
                "file:///etc/passwd",
                "http:///x",
                "http://user@a.test/",
                "http://2130706433/",
                "http://0177.0.0.1/",
                "http://0x7f.1/",
                "http://127.1/",
                "http://1.2.3.256/",
                "http://1.2.3.4.5/",
                "http://a.test:0/",
                "http://a.test:70000/",
                "http://a_b.test/",
                "a.test",
                "http://a.0x1/",
                "http://[::1%25eth0]/"
            })
    void aUrlInDisguiseIsRefused(String url) {
        assertThatThrownBy(() -> UpstreamUrl.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aUrlKeepsItsParts() {
        assertThat(UpstreamUrl.parse("https://Shop.Example./a%20b?c=d#e"))
                .isEqualTo(new UpstreamUrl(true, "shop.example", 443, "/a%20b?c=d"));
        assertThat(UpstreamUrl.parse("http://[2606:4700::1]:8080"))
                .isEqualTo(new UpstreamUrl(false, "[2606:4700::1]", 8080, "/"));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
