package dev.tidings.edge;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** All addresses that begin with the same bits, such as {@code 10.0.0.0/8}; one address is such a network too. Immutable. */
final class Network {

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** Reads a network, written as an address, or as one with its number of bits; null when it is none. */
    static @Nullable Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int all = address.length * Byte.SIZE;
        int bits = slash < 0 ? all : number(text.substring(slash + 1), all);
        return bits < 0 ? null : new Network(address, bits);
    }

    /** Reads a numeric address, without ever asking a name server; null when it is none. */
    static byte @Nullable [] bytes(String text) {
        // what is no plain address, such as one with a zone, would name different hosts to different programs
        byte[] address = text.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(text);
        if (address == null) {
            return null;
        }
        try {
            // takes an IPv4 address within IPv6 for what it is
            return InetAddress.getByAddress(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("it has 4 or 16 bytes", e);
        }
    }

    /** The one way to write an address that was read. */
    static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
        }
    }

    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        int mask = 0xff00 >> bits % Byte.SIZE & 0xff;
        return Arrays.equals(address, 0, whole, other, 0, whole)
                && (mask == 0 || ((address[whole] ^ other[whole]) & mask) == 0);
    }

    private static int number(String text, int max) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int number = Integer.parseInt(text);
        return number <= max ? number : -1;
    }
}
