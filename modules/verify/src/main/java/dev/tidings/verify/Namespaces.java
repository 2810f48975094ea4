package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace for each node, on one bridge of this machine, so that nodes can be cut off from one another while the
 * store and the clients reach all of them. Owned by the thread that made it; needs root and {@code ip}.
 */
final class Namespaces implements AutoCloseable {

    /** Where the store listens: an address of the machine itself. */
    static final String STORE = "10.213.77.1";

    private static final String NET = "10.213.77.";
    private static final String BRIDGE = "tidings-verify";
    private static final long COMMAND_SECONDS = 10;

    private final int count;

    private Namespaces(int count) {
        this.count = count;
    }

    /** Sets them up; what a run that was killed left is taken away first. */
    static Namespaces create(int count) throws IOException, InterruptedException {
        Namespaces all = new Namespaces(count);
        all.close();
        try {
            ip("link add " + BRIDGE + " type bridge");
            ip("addr add " + STORE + "/24 dev " + BRIDGE);
            ip("link set " + BRIDGE + " up");
            for (int i = 0; i < count; i++) {
                all.add(i);
            }
        } catch (IOException e) {
            all.close();
            throw e;
        }
        return all;
    }

    private void add(int node) throws IOException, InterruptedException {
        String name = name(node);
        String wire = wire(node);
        ip("netns add " + name);
        ip("link add " + wire + " type veth peer name eth0 netns " + name);
        ip("link set " + wire + " master " + BRIDGE);
        ip("link set " + wire + " up");
        ip("-n " + name + " addr add " + host(node) + "/24 dev eth0");
        ip("-n " + name + " link set eth0 up");
        ip("-n " + name + " link set lo up");
    }

    private static String name(int node) {
        return BRIDGE + node;
    }

    private static String wire(int node) {
        return "tdv" + node;
    }

    String host(int node) {
        return NET + (node + 2);
    }

    /** What a command is run with to be in a node's namespace. */
    List<String> prefix(int node) {
        return List.of("ip", "netns", "exec", name(node));
    }

    /** Lets nothing pass between a node and the others any more. */
    void cutOff(int node) throws IOException, InterruptedException {
        for (int other = 0; other < count; other++) {
            if (other != node) {
                ip("-n " + name(node) + " route add blackhole " + host(other) + "/32");
                ip("-n " + name(other) + " route add blackhole " + host(node) + "/32");
            }
        }
    }

    void heal(int node) throws IOException, InterruptedException {
        for (int other = 0; other < count; other++) {
            if (other != node) {
                ip("-n " + name(node) + " route del blackhole " + host(other) + "/32");
                ip("-n " + name(other) + " route del blackhole " + host(node) + "/32");
            }
        }
    }

    private static void ip(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        Process ip = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(ip.getInputStream().readAllBytes(), UTF_8);
        if (!ip.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || ip.exitValue() != 0) {
            throw new IOException("'ip " + arguments + "' failed: " + said.strip());
        }
    }

    /** Takes away what is there; what isn't is no error. */
    @Override
    public void close() {
        for (int i = 0; i < count; i++) {
            // By itself: a namespace goes with the last of its connections, and its wire with it, some time later.
            forget("link del " + wire(i));
            forget("netns del " + name(i));
        }
        forget("link del " + BRIDGE);
    }

    private static void forget(String arguments) {
        try {
            ip(arguments);
        } catch (IOException e) {
            // It was not there.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
