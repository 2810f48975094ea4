package dev.tidings.poller;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses (RFC 4632, RFC 4291 §2.3). Immutable.
 *
 * @param network an address in it
 * @param bits how many leading bits all of them share
 */
public record Cidr(InetAddress network, int bits) {

    /** @throws IllegalArgumentException when there are not so many bits */
    public Cidr {
        if (bits < 0 || bits > network.getAddress().length * 8) {
            throw new IllegalArgumentException(network + "/" + bits);
        }
    }

    /**
     * Reads {@code 10.0.0.0/8} or {@code fd00::/8}; an address alone is a block of one.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!UpstreamUrl.isIpv4(address) && !UpstreamUrl.looksLikeIpv6(address)) {
            throw new IllegalArgumentException("not an address: " + address);
        }
        try {
            InetAddress network = InetAddress.getByName(address);
            String bits = slash < 0 ? "" : text.substring(slash + 1);
            return new Cidr(network, slash < 0 ? network.getAddress().length * 8 : Integer.parseInt(bits));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + address, e);
        }
    }

    /** Whether the address is in it. */
    public boolean contains(InetAddress address) {
        byte[] one = network.getAddress();
        byte[] other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (one[i] != other[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((one[whole] ^ other[whole]) & 0xff) >> (8 - rest) == 0;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + '/' + bits;
    }
}
