package dev.tidings.bench;

import dev.tidings.verify.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Rival} in a process of its own, on a free loopback port. Owned by the thread that made it. */
final class RivalProcess implements AutoCloseable {

    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int POLL_MILLIS = 25;

    private final Process process;
    private final InetSocketAddress address;

    private RivalProcess(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param core the processor to pin it to, or -1 for none
     */
    static RivalProcess start(Rival rival, int core, List<String> jvmFlags) throws IOException, InterruptedException {
        int port = FreePorts.one();
        List<String> command = new ArrayList<>();
        if (core >= 0) {
            command.addAll(List.of("taskset", "-c", Integer.toString(core)));
        }
        command.addAll(rival.command(jvmFlags, port));
        Path output = Files.createTempFile("rival", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long end = System.nanoTime() + READY_NANOS;
        while (!isListening(address)) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
                process.destroyForcibly();
                throw new IOException(rival.title() + " did not start:\n" + Files.readString(output));
            }
        }
        Files.delete(output);
        return new RivalProcess(process, address);
    }

    private static boolean isListening(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) TimeUnit.NANOSECONDS.toMillis(READY_NANOS));
            return true;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    InetSocketAddress address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
