package dev.tidings.server.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** The members that the configuration names. Immutable; asks the name service each time, since addresses change. */
record MemberList(List<String> members) {

    /** Whether a member has that address. */
    boolean names(InetAddress address) {
        return members.stream().anyMatch(member -> isAt(host(member), address));
    }

    /** Whether a member has that address and port. */
    boolean names(InetAddress address, int port) {
        return members.stream().anyMatch(member -> port(member) == port && isAt(host(member), address));
    }

    private static boolean isAt(String host, InetAddress address) {
        try {
            return Arrays.asList(InetAddress.getAllByName(host)).contains(address);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String host(String member) {
        return member.substring(0, member.lastIndexOf(':'));
    }

    private static int port(String member) {
        return Integer.parseInt(member.substring(member.lastIndexOf(':') + 1));
    }
}
