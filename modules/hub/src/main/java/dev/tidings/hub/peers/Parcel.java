package dev.tidings.hub.peers;

import dev.tidings.hub.BusMessage;
import dev.tidings.model.Partitions;

/**
 * One bus message on its way to several nodes, encoded once for all of them. Immutable to those who see it; the bytes are
 * made by the first who asks. Owned by the hub's loop.
 */
final class Parcel {

    private final BusMessage message;
    private byte[] bytes = {};

    Parcel(BusMessage message) {
        this.message = message;
    }

    BusMessage message() {
        return message;
    }

    /** The encoded form, shared: the caller must not write to it. */
    byte[] bytes() {
        if (bytes.length == 0) {
            bytes = ParcelFormat.encode(message);
        }
        return bytes;
    }

    /** How many publications it carries; one at the least, since every parcel costs something. */
    int publications() {
        return message instanceof BusMessage.Batch batch
                ? Math.max(1, batch.items().size())
                : 1;
    }

    /** A bit for each partition that it is about. */
    long partitions() {
        if (message instanceof BusMessage.Batch batch) {
            return 1L << batch.partition();
        }
        if (message instanceof BusMessage.Hint hint) {
            return 1L << Partitions.of(hint.channel());
        }
        if (message instanceof BusMessage.Volatile volatileMessage) {
            return 1L << Partitions.of(volatileMessage.channel());
        }
        return -1L;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parcel that && message.equals(that.message);
    }

    @Override
    public int hashCode() {
        return message.hashCode();
    }

    @Override
    public String toString() {
        return message.toString();
    }
}
