package dev.tidings.model;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Which partition a channel hashes to. Immutable; pure.
 *
 * <p>CRC-32C (RFC 3720 §12.1) of the name in ASCII, modulo the number of partitions, which is fixed for a log's life.
 */
public final class Partitions {

    /** The number of partitions of every log. */
    public static final int COUNT = 64;

    private Partitions() {}

    /** The partition of {@code channel}, 0 to {@value #COUNT} − 1. */
    public static int of(ChannelName channel) {
        CRC32C crc = new CRC32C();
        byte[] name = channel.value().getBytes(StandardCharsets.US_ASCII);
        crc.update(name, 0, name.length);
        return (int) (crc.getValue() % COUNT);
    }
}
