package dev.tidings.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.verify.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a developer does with {@code scripts/cluster}. */
class ClusterScriptIT {

    /** The ports that two nodes and their Redis take, from the one that the script is told. */
    private static final List<Integer> TAKEN = List.of(-2369, -2368, -2349, -2348, -1690, 1, 2, 1011, 1012);

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

    @TempDir
    private Path folder;

    private int base;

    /** A project of the script's own, whose {@code scripts/tidings} is the jar that was built already. */
    @BeforeEach
    void lay() throws IOException {
        do {
            base = FreePorts.one();
        } while (!TAKEN.stream().allMatch(offset -> isFree(base + offset)));
        Path scripts = Files.createDirectories(folder.resolve("scripts"));
        Files.copy(ROOT.resolve("scripts/cluster"), scripts.resolve("cluster"));
        Files.createDirectories(folder.resolve("conf"));
        Files.copy(ROOT.resolve("conf/cluster.yaml"), folder.resolve("conf/cluster.yaml"));
        Path tidings = scripts.resolve("tidings");
        Files.writeString(
                tidings,
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar '"
                        + System.getProperty("tidings.jar") + "' \"$@\"\n");
        assertThat(tidings.toFile().setExecutable(true)).isTrue();
    }

    private static boolean isFree(int port) {
        try (ServerSocket held = new ServerSocket(port)) {
            return held.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    @AfterEach
    void down() throws Exception {
        cluster("down");
    }

    @Test
    void startsNodesAgainThatDiedAndEndsAll() throws Exception {
        Outcome up = cluster("up", "2");
        assertThat(up.code()).as(up.said()).isZero();
        assertThat(up.said())
                .contains("http://localhost:" + (base + 1) + "/activity", "node 2  ready", "redis   running");

        long pid = Long.parseLong(
                Files.readString(folder.resolve("data/cluster/node-2.pid")).strip());
        assertThat(Files.readString(Path.of("/proc", String.valueOf(pid), "environ")))
                .as("services may join too")
                .contains("127.0.0.1:" + (base - 2379), "127.0.0.1:" + (base - 2376));
        ProcessHandle node = ProcessHandle.of(pid).orElseThrow();
        node.destroyForcibly();
        node.onExit().get(60, TimeUnit.SECONDS);
        assertThat(cluster("status").said()).contains("node 1  ready", "node 2  stopped");

        Outcome again = cluster("up", "2");
        assertThat(again.code()).as(again.said()).isZero();
        assertThat(again.said()).contains("node 1  ready", "node 2  ready");

        assertThat(cluster("down").code()).isZero();
        assertThat(cluster("status").said()).contains("no nodes");
    }

    @Test
    void saysWhichPortIsInUse() throws Exception {
        try (ServerSocket redis = new ServerSocket(base - 1690, 1, InetAddress.getLoopbackAddress())) {
            Outcome up = cluster("up", "1");
            assertThat(up.code()).isEqualTo(1);
            assertThat(up.said()).contains(redis.getLocalPort() + ": bind: Address already in use", "Redis ended");
        }
        try (ServerSocket public1 = new ServerSocket(base + 1, 1, InetAddress.getLoopbackAddress())) {
            Outcome up = cluster("up", "1");
            assertThat(up.code()).isEqualTo(1);
            assertThat(up.said())
                    .contains("port " + public1.getLocalPort() + " on 127.0.0.1 is in use", "node 1 ended");
        }
    }

    private record Outcome(int code, String said) {}

    private Outcome cluster(String... arguments) throws Exception {
        Path output = folder.resolve("said.txt");
        ProcessBuilder script =
                new ProcessBuilder("bash", folder.resolve("scripts/cluster").toString());
        script.command().addAll(List.of(arguments));
        script.environment().keySet().removeIf(name -> name.startsWith("TIDINGS_"));
        script.environment().put("TIDINGS_CLUSTER_PORTS", String.valueOf(base));
        Process process =
                script.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Outcome(process.waitFor(), Files.readString(output));
    }
}
