package dev.tidings.it.proxy;

import dev.tidings.verify.FreePorts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** HAProxy or nginx in a process of its own, on free loopback ports. Owned by its test, which closes it. */
final class RunningProxy implements AutoCloseable {

    private static final long LIMIT_MILLIS = 60_000;
    private static final int POLL_MILLIS = 20;

    private static final String BARE_NGINX = """
            pid %s/nginx.pid;
            error_log %s/error.log;
            events {}
            http {
                access_log off;
                server {
                    listen 127.0.0.1:%d;
                    listen 127.0.0.1:%d;
                    location / {
                        proxy_pass http://127.0.0.1:%d;
                    }
                }
            }
            """;

    private final DocumentedProxy documented;
    private final Path folder;
    private final Path file;
    private final int port;
    private final int plainPort;
    private Process process;

    /**
     * Starts one.
     *
     * @param parent where its files go
     * @param nodes the ports of the hub's nodes
     */
    RunningProxy(DocumentedProxy documented, Path parent, TestCertificate certificate, List<Integer> nodes)
            throws IOException, InterruptedException {
        this(documented, parent);
        Files.writeString(file, documented.configuration(folder, certificate, nodes, port, plainPort));
        process = run();
    }

    private RunningProxy(DocumentedProxy documented, Path parent) throws IOException {
        this.documented = documented;
        folder = Files.createTempDirectory(parent, documented.name());
        file = folder.resolve("proxy.conf");
        List<Integer> ports = FreePorts.of(2);
        port = ports.get(0);
        plainPort = ports.get(1);
    }

    /**
     * Starts an nginx, without TLS, that does what it does by itself and for everything: speaks HTTP/1.0 with the hub, drops
     * {@code Upgrade}, and gathers answers unless the hub asks it not to.
     *
     * @param node the port of the hub
     */
    static RunningProxy bareNginx(Path parent, int node) throws IOException, InterruptedException {
        RunningProxy nginx = new RunningProxy(DocumentedProxy.NGINX, parent);
        Files.writeString(
                nginx.file, BARE_NGINX.formatted(nginx.folder, nginx.folder, nginx.port, nginx.plainPort, node));
        nginx.process = nginx.run();
        return nginx;
    }

    /** The port that speaks TLS. */
    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("https://127.0.0.1:" + port + path);
    }

    /** The same at the port without TLS. */
    URI plainUri(String path) {
        return URI.create("http://127.0.0.1:" + plainPort + path);
    }

    /** Ends it, which cuts all connections, and starts it again at the same ports. */
    void restart() throws IOException, InterruptedException {
        stop();
        process = run();
    }

    private Process run() throws IOException, InterruptedException {
        Path output = folder.resolve("proxy.log");
        Process started = new ProcessBuilder(documented.command(folder, file))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        while (!isListening()) {
            if (started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
                started.destroyForcibly();
                throw new IOException(documented + " did not start: " + Files.readString(output));
            }
        }
        return started;
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) LIMIT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** SIGTERM, at which both cut what is open and end at once. */
    private void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Override
    public void close() throws InterruptedIOException {
        try {
            stop();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + documented + " ended");
        }
    }
}
