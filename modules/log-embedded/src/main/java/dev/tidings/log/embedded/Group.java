package dev.tidings.log.embedded;

import dev.tidings.log.embedded.LogRecord.Published;
import dev.tidings.model.HubException;
import dev.tidings.model.Publication;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records that become durable together, and those who wait for that. Owned by the state thread, but for its bytes from
 * its hand-over to the writer until the writer's answer.
 */
final class Group {

    /** Who waits for a group. */
    interface Waiter {

        /** Everything decided up to here is durable and applied. */
        void durable();

        /** The group is not applied, or nobody knows. */
        void failed(HubException reason);
    }

    /**
     * One record.
     *
     * @param record what it says
     * @param at where it begins in the group's bytes
     * @param body the publication when it is one, to be remembered for a while
     */
    record Item(LogRecord record, int at, @Nullable Publication body) {}

    final Overlay overlay = new Overlay();
    final List<Item> items = new ArrayList<>();
    final List<Waiter> waiters = new ArrayList<>();
    private final ByteWriter bytes = new ByteWriter(4_096);
    private long partitions;

    Group() {
        bytes.putBytes(new byte[GroupHeader.BYTES]);
    }

    void add(Published record, Publication publication) {
        items.add(new Item(record, bytes.size(), publication));
        partitions |= 1L << record.partition();
        RecordCodec.encode(record, publication, bytes);
    }

    void add(LogRecord record) {
        items.add(new Item(record, bytes.size(), null));
        partitions |= 1L << record.partition();
        RecordCodec.encode(record, bytes);
    }

    /** Adds a copy of a record's body. */
    void addCopy(Published record, byte[] body) {
        items.add(new Item(record, bytes.size(), null));
        partitions |= 1L << record.partition();
        RecordCodec.encodeCopy(body, bytes);
    }

    boolean isEmpty() {
        return items.isEmpty() && waiters.isEmpty();
    }

    boolean hasRecords() {
        return !items.isEmpty();
    }

    /** With its header. */
    int byteCount() {
        return bytes.size();
    }

    /** The bytes to write, with the header in its place. */
    ByteBuffer sealed(long previousEnd, long number, long timeMillis) {
        ByteBuffer view = bytes.view();
        int bodyBytes = bytes.size() - GroupHeader.BYTES;
        new GroupHeader(bodyBytes, items.size(), previousEnd, number, timeMillis, partitions).write(view);
        return view;
    }
}
