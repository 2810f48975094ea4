package dev.tidings.hub.peers;

import dev.tidings.hub.BusMessage;
import dev.tidings.hub.BusMessage.Batch;
import dev.tidings.hub.BusMessage.Head;
import dev.tidings.hub.BusMessage.Heads;
import dev.tidings.hub.BusMessage.Hint;
import dev.tidings.hub.BusMessage.Item;
import dev.tidings.hub.BusMessage.Volatile;
import dev.tidings.hub.peers.WireReader.Malformed;
import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Partitions;
import dev.tidings.model.Publication;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bus messages as bytes. Pure. Data is copied as it is and not looked into: it was validated where it entered. Each record
 * has its length before it: a later version may add fields at its end, which this one skips, and kinds, which it leaves out.
 */
final class ParcelFormat {

    private static final int BATCH = 1;
    private static final int HINT = 2;
    private static final int VOLATILE = 3;
    private static final int HEADS = 4;

    /** By the number that stands for each on the wire. */
    private static final List<Change> CHANGES = List.of(Change.NONE, Change.PUT, Change.DELETE);

    private static final int ITEM_MIN_BYTES = 40;
    private static final int HEAD_BYTES = 1 + Epoch.LENGTH + Long.BYTES;

    private ParcelFormat() {}

    static byte[] encode(BusMessage message) {
        Buffer buffer = Buffer.buffer();
        WireWriter out = new WireWriter(buffer);
        if (message instanceof Batch batch) {
            write(out.u8(BATCH), batch);
        } else if (message instanceof Hint hint) {
            out.u8(HINT).text(hint.channel().value()).epoch(hint.epoch()).i64(hint.offset());
        } else if (message instanceof Volatile one) {
            out.u8(VOLATILE).text(one.channel().value()).text(one.sender()).i64(one.count());
            write(out, one.publication());
        } else if (message instanceof Heads heads) {
            out.u8(HEADS).i32(heads.heads().size());
            heads.heads()
                    .forEach(
                            each -> out.u8(each.partition()).epoch(each.epoch()).i64(each.sequence()));
        }
        return buffer.getBytes();
    }

    /**
     * Reads one message.
     *
     * @return null when it is of a kind that this version does not know
     * @throws Malformed when the bytes don't fit
     * @throws dev.tidings.model.HubException when a name or an epoch is none
     */
    static @Nullable BusMessage decode(WireReader in) {
        return switch (in.u8()) {
            case BATCH -> batch(in);
            case HINT -> new Hint(new ChannelName(in.text()), in.epoch(), in.i64());
            case VOLATILE -> {
                ChannelName channel = new ChannelName(in.text());
                String sender = in.text();
                long count = in.i64();
                yield new Volatile(channel, publication(in), sender, count);
            }
            case HEADS -> heads(in);
            default -> null;
        };
    }

    private static void write(WireWriter out, Batch batch) {
        out.u8(batch.partition())
                .epoch(batch.partitionEpoch())
                .i64(batch.firstSequence())
                .i32(batch.items().size());
        for (Item item : batch.items()) {
            int start = out.begin();
            out.text(item.channel().value()).epoch(item.epoch());
            write(out, item.publication());
            out.end(start);
        }
    }

    private static void write(WireWriter out, Publication publication) {
        Actor actor = publication.actor();
        out.i64(publication.offset())
                .text(publication.event())
                .text(publication.key())
                .i64(publication.timeMillis())
                .u8(CHANGES.indexOf(publication.change()))
                .text(actor == null ? null : actor.sub())
                .text(actor == null ? null : actor.name())
                .bytes(publication.data().sharedBytes());
    }

    private static Batch batch(WireReader in) {
        int partition = partition(in);
        Epoch epoch = in.epoch();
        long firstSequence = in.i64();
        int count = in.count(ITEM_MIN_BYTES);
        List<Item> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            WireReader item = in.part();
            items.add(new Item(new ChannelName(item.text()), item.epoch(), publication(item)));
        }
        return new Batch(partition, epoch, firstSequence, items);
    }

    private static Heads heads(WireReader in) {
        int count = in.count(HEAD_BYTES);
        List<Head> heads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            heads.add(new Head(partition(in), in.epoch(), in.i64()));
        }
        return new Heads(heads);
    }

    private static Publication publication(WireReader in) {
        long offset = in.i64();
        String event = in.text();
        String key = in.textOrNull();
        long timeMillis = in.i64();
        int change = in.u8();
        String sub = in.textOrNull();
        String name = in.textOrNull();
        JsonText data = JsonText.trusted(in.bytes());
        if (change >= CHANGES.size() || offset < 0 || (CHANGES.get(change) != Change.NONE && key == null)) {
            throw new Malformed("a publication at " + offset + " with change " + change);
        }
        Actor actor = sub == null ? null : new Actor(sub, name);
        return new Publication(offset, event, key, data, timeMillis, actor, CHANGES.get(change));
    }

    private static int partition(WireReader in) {
        int partition = in.u8();
        if (partition >= Partitions.COUNT) {
            throw new Malformed("partition " + partition);
        }
        return partition;
    }
}
