package dev.tidings.it.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/** An event stream of a client at an address of its own, over TLS. Owned by the thread that made it. */
final class AddressedStream implements AutoCloseable {

    private static final int LIMIT_MILLIS = 60_000;

    private final Socket plain = new Socket();
    private final Socket socket;

    /**
     * @param address such as 127.0.0.5: all of 127/8 is this machine
     * @param port of the proxy
     * @param forwardedFor what the client says of itself
     */
    AddressedStream(SSLContext trusting, String address, int port, String forwardedFor) throws IOException {
        plain.bind(new InetSocketAddress(InetAddress.getAllByName(address)[0], 0));
        plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
        plain.setSoTimeout(LIMIT_MILLIS);
        socket = trusting.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
        socket.getOutputStream()
                .write(("GET /api/events/addressed:1 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: " + forwardedFor
                                + "\r\n\r\n")
                        .getBytes(US_ASCII));
    }

    /** Reads until the data of the first event is there, which it gives. */
    String firstEvent() throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        int data = -1;
        while (data < 0 || text.indexOf("\n", data) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended after " + text);
            }
            text.append((char) next);
            data = text.indexOf("\ndata: ");
            data = data < 0 ? -1 : data + 1;
        }
        return text.substring(text.indexOf("\nevent: ") + 1).strip();
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
