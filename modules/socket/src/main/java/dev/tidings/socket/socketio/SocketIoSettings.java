package dev.tidings.socket.socketio;

import java.util.List;

/**
 * How Socket.IO clients are served. Immutable.
 *
 * @param connectMillis how long a client may take to ask for its namespace
 * @param maxAttachmentBytes of all attachments of one packet together
 * @param mapped the collections that clients get as events of their own
 * @param isConformance whether the protocol's own test suite is served instead of the hub
 */
public record SocketIoSettings(
        int connectMillis, int maxAttachmentBytes, List<MappedCollection> mapped, boolean isConformance) {

    /** What public suites expect: no hub, 1 s. */
    public static final SocketIoSettings CONFORMANCE = new SocketIoSettings(1_000, 1_000_000, List.of(), true);

    /** 20 s, 1,000,000 bytes. */
    public static SocketIoSettings of(List<MappedCollection> mapped) {
        return new SocketIoSettings(20_000, 1_000_000, mapped, false);
    }

    /** @throws IllegalArgumentException unless both are positive */
    public SocketIoSettings {
        mapped = List.copyOf(mapped);
        if (connectMillis < 1 || maxAttachmentBytes < 1) {
            throw new IllegalArgumentException("a setting of Socket.IO is not positive");
        }
    }
}
