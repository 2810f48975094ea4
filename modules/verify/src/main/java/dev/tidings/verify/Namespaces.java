package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace for each node, on one bridge of this machine, so that nodes can be cut off from one another while the
 * store and the clients reach all of them. Each run has a bridge and addresses of its own, which the reaper takes away. Owned by the
 * thread that made it; needs root and {@code ip}.
 */
final class Namespaces {

    /** Of 254 networks; each run takes one that is free. */
    private static final int NETWORKS = 254;

    private static final int ATTEMPTS = 50;
    private static final long COMMAND_SECONDS = 10;

    private final int network;
    private final int count;

    private Namespaces(int network, int count) {
        this.network = network;
        this.count = count;
    }

    /**
     * Sets them up.
     *
     * @param random draws the network
     * @param reaper takes them away when the run is over
     */
    static Namespaces create(int count, Random random, Reaper reaper) throws IOException, InterruptedException {
        Namespaces all = new Namespaces(freeNetwork(random), count);
        reaper.takeAway(all.bridge());
        ip("addr add " + all.store() + "/24 dev " + all.bridge());
        ip("link set " + all.bridge() + " up");
        for (int i = 0; i < count; i++) {
            all.add(i);
        }
        return all;
    }

    /** Makes the bridge of one that nobody else has: of two who try at the same time one is refused. */
    private static int freeNetwork(Random random) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            int network = 1 + random.nextInt(NETWORKS);
            try {
                ip("link add " + bridge(network) + " type bridge");
                return network;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void add(int node) throws IOException, InterruptedException {
        String name = name(node);
        String wire = wire(node);
        ip("netns add " + name);
        ip("link add " + wire + " type veth peer name eth0 netns " + name);
        ip("link set " + wire + " master " + bridge());
        ip("link set " + wire + " up");
        ip("-n " + name + " addr add " + host(node) + "/24 dev eth0");
        ip("-n " + name + " link set eth0 up");
        ip("-n " + name + " link set lo up");
    }

    private static String bridge(int network) {
        return "verify" + network;
    }

    private String bridge() {
        return bridge(network);
    }

    private String name(int node) {
        return bridge() + "-" + node;
    }

    private String wire(int node) {
        return name(node) + "w";
    }

    /** Where the store listens: an address of the machine itself. */
    String store() {
        return "10.213." + network + ".1";
    }

    String host(int node) {
        return "10.213." + network + "." + (node + 2);
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
}
