package dev.tidings.bench;

import dev.tidings.log.redis.Endpoint;
import dev.tidings.verify.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A redis-server of the benchmark's own, on loopback. Owned by the benchmark, which closes it. */
final class RedisProcess implements AutoCloseable {

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Process process;
    private final Endpoint endpoint;

    private RedisProcess(Process process, Endpoint endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param core the processor to pin it to, or -1 for none
     * @param fsync when it flushes its file: {@code always}, {@code everysec} or {@code no}; {@code off} = no file
     */
    static RedisProcess start(Path folder, int core, String fsync) throws IOException, InterruptedException {
        int port = FreePorts.one();
        boolean file = !fsync.equals("off");
        List<String> command = new ArrayList<>(core < 0 ? List.of() : List.of("taskset", "-c", String.valueOf(core)));
        command.addAll(List.of(
                "redis-server",
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                file ? "yes" : "no",
                "--appendfsync",
                file ? fsync : "no"));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        RedisProcess redis = new RedisProcess(process, new Endpoint("127.0.0.1", port));
        long begin = System.nanoTime();
        while (!redis.answers()) {
            if (System.nanoTime() - begin > START_NANOS) {
                redis.close();
                throw new IOException("redis-server does not start");
            }
            Thread.sleep(10);
        }
        return redis;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
