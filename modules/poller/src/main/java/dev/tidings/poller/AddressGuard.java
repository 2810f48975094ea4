package dev.tidings.poller;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses a source may connect to: public ones, and those that its configuration allows by name. Immutable.
 *
 * <p>What is not public is taken from the registries of special addresses (RFC 6890). Of IPv6 only global unicast is
 * public, without the blocks that carry an IPv4 address inside. A mapped address is judged as the IPv4 address that it is:
 * Java hands it out as one.
 *
 * @param allowed blocks that may be reached all the same
 */
record AddressGuard(List<Cidr> allowed) {

    private static final List<Cidr> SPECIAL_IPV4 = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    private static final Cidr GLOBAL_IPV6 = Cidr.parse("2000::/3");

    /** Protocol assignments (with Teredo), documentation, 6to4. */
    private static final List<Cidr> SPECIAL_IPV6 = blocks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** Whether a source may connect to the address. */
    boolean permits(InetAddress address) {
        return isPublic(address) || allowed.stream().anyMatch(block -> block.contains(address));
    }

    static boolean isPublic(InetAddress address) {
        if (address instanceof Inet6Address) {
            return GLOBAL_IPV6.contains(address) && SPECIAL_IPV6.stream().noneMatch(block -> block.contains(address));
        }
        return SPECIAL_IPV4.stream().noneMatch(block -> block.contains(address));
    }

    private static List<Cidr> blocks(String... blocks) {
        return Stream.of(blocks).map(Cidr::parse).toList();
    }
}
