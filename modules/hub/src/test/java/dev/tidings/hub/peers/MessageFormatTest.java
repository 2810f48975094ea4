package dev.tidings.hub.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.BusMessage;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.Pipe;
import dev.tidings.hub.PipePacket;
import dev.tidings.hub.peers.PeerMessage.Sender;
import dev.tidings.log.PartitionState;
import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import dev.tidings.model.Seeded;
import dev.tidings.model.StartingPoint;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageFormatTest {

    private static final Sender SENDER = new Sender("n1", 7, 8, 9, 10);
    private static final Epoch EPOCH = new Epoch("abcdefghijkl");

    private final PeerCodec codec = new PeerCodec();

    @Test
    void everyMessageComesBackAsItWas() {
        PartitionState state = new PartitionState(63, EPOCH, 12, "before", "now");
        ConnectionChange change = new ConnectionChange(
                "anna",
                Map.of(
                        new ChannelName("a"), new StartingPoint.Head(),
                        new ChannelName("b"), new StartingPoint.Earliest(),
                        new ChannelName("c"), new StartingPoint.After(new Position(EPOCH, 4)),
                        new ChannelName("d"), new StartingPoint.Rewind(20),
                        new ChannelName("e"), new StartingPoint.Unknown()),
                List.of(new ChannelName("f")),
                null);
        List<PeerMessage> all = List.of(
                new PeerMessage.Hello(SENDER, 0x8000_0000_0000_0001L),
                new PeerMessage.Load(SENDER, List.of()),
                new PeerMessage.Question(SENDER, 1, new PeerMessage.Vouch(state)),
                new PeerMessage.Question(SENDER, 2, new PeerMessage.Change("n2.xyz", change)),
                new PeerMessage.Question(SENDER, 3, new PeerMessage.Count(new ChannelName("chat:1"))),
                new PeerMessage.Answer(SENDER, 1, new PeerMessage.Vouched(true)),
                new PeerMessage.Answer(SENDER, 2, new PeerMessage.Changed(null)),
                new PeerMessage.Answer(SENDER, 3, new PeerMessage.Counted(17)));
        assertThat(all).allSatisfy(message -> assertThat(overWire(message)).isEqualTo(message));
    }

    @Test
    void everyPacketOfAPipeComesBackAsItWas() {
        Pipe.End end = new Pipe.End(Pipe.Cause.CLOSED, "so".getBytes(StandardCharsets.UTF_8));
        List<byte[]> messages = List.of(new byte[0], new byte[] {1, -1}, new byte[300_000]);
        List<PeerMessage> all = List.of(
                new PeerMessage.Pipes(
                        SENDER,
                        List.of(
                                new PipePacket(1L << 40, true, 7, 8, messages, null),
                                new PipePacket(2, false, 1, 0, List.of(), end))),
                new PeerMessage.Question(SENDER, 4, new PeerMessage.Open(5, "sockjs/ä", new byte[] {4, 5})),
                new PeerMessage.Answer(SENDER, 4, new PeerMessage.Opened(null)));
        assertThat(all)
                .allSatisfy(message ->
                        assertThat(overWire(message)).usingRecursiveComparison().isEqualTo(message));
    }

    /** What a node of a later version sends must end a pipe at the most, never the loop. */
    @Test
    void anyBytesOfAPipeAreReadWithoutHarm() {
        Seeded.check(3_000, 200, (random, size) -> {
            byte[] bytes = bytes(new PeerMessage.Pipes(
                    SENDER,
                    List.of(new PipePacket(
                            1, true, 2, 3, List.of(new byte[size], new byte[3]), Pipe.End.of(Pipe.Cause.LOST)))));
            for (int i = 0; i < 1 + size / 20; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertThat(codec.decodeFromWire(0, Buffer.buffer(bytes).slice(0, random.nextInt(bytes.length + 1))))
                    .isNotNull();
        });
    }

    @Test
    void aRefusalKeepsItsCodeAndItsWords() {
        HubException refusal = new HubException(ErrorCode.FORBIDDEN, "not this one");
        PeerMessage.Answer answer =
                (PeerMessage.Answer) overWire(new PeerMessage.Answer(SENDER, 2, new PeerMessage.Changed(refusal)));
        assertThat(((PeerMessage.Changed) answer.reply()).refusal()).satisfies(read -> {
            assertThat(read.code()).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(read.detail()).isEqualTo("not this one");
        });
    }

    @Test
    void everyLoadComesBackAsItWas() {
        Seeded.check(300, 40, (random, size) -> {
            PeerMessage load = new PeerMessage.Load(SENDER, parcels(random, size));
            assertThat(overWire(load)).isEqualTo(load);
        });
    }

    /** A wrong length must not reserve memory, a wrong name must not stop the loop. */
    @Test
    void anyBytesAreReadWithoutHarm() {
        Seeded.check(3_000, 200, (random, size) -> {
            byte[] bytes = bytes(new PeerMessage.Load(SENDER, parcels(random, 3)));
            for (int i = 0; i < 1 + size / 20; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            assertThat(codec.decodeFromWire(0, Buffer.buffer(bytes).slice(0, length)))
                    .isNotNull();
        });
    }

    @Test
    void announcedLengthsBeyondTheBytesAreRefused() {
        Buffer huge = Buffer.buffer().appendInt(Integer.MAX_VALUE).appendByte((byte) 1);
        assertThat(codec.decodeFromWire(0, huge)).isInstanceOf(PeerMessage.Unreadable.class);
        Buffer inside = Buffer.buffer().appendInt(0);
        new WireWriter(inside).u8(MessageFormat.VERSION).u8(2).i32(0x7fff_ffff);
        inside.setInt(0, inside.length() - 4);
        assertThat(codec.decodeFromWire(0, inside)).isInstanceOf(PeerMessage.Unreadable.class);
    }

    @Test
    void fieldsOfALaterVersionArePassedOver() {
        Buffer buffer = Buffer.buffer();
        WireWriter out = new WireWriter(buffer).u8(MessageFormat.VERSION).u8(1);
        int sender = out.begin();
        out.text("n1").i64(7).i64(8).i64(9).i64(10).text("a field of version 1.1");
        out.end(sender);
        out.i64(5).text("another");
        assertThat(MessageFormat.decode(buffer, 0, buffer.length())).isEqualTo(new PeerMessage.Hello(SENDER, 5));
    }

    @Test
    void parcelsOfAnUnknownKindAreLeftOut() {
        PeerMessage load = new PeerMessage.Load(SENDER, parcels(new Random(1), 2));
        Buffer buffer = Buffer.buffer();
        MessageFormat.encode(load, buffer);
        new WireWriter(buffer).bytes(new byte[] {99, 1, 2, 3});
        assertThat(MessageFormat.decode(buffer, 0, buffer.length())).isEqualTo(load);
    }

    @Test
    void anotherMajorVersionIsUnreadable() {
        Buffer buffer = Buffer.buffer();
        MessageFormat.encode(new PeerMessage.Hello(SENDER, 5), buffer);
        buffer.setByte(0, (byte) 2);
        assertThat(MessageFormat.decode(buffer, 0, buffer.length())).isInstanceOf(PeerMessage.Unreadable.class);
    }

    @Test
    void withinANodeTheSameObjectIsPassed() {
        PeerMessage message = new PeerMessage.Hello(SENDER, 5);
        assertThat(codec.transform(message)).isSameAs(message);
    }

    private PeerMessage overWire(PeerMessage message) {
        byte[] before = {1, 2, 3};
        Buffer buffer = Buffer.buffer(before).appendBytes(bytes(message));
        return codec.decodeFromWire(before.length, buffer);
    }

    private byte[] bytes(PeerMessage message) {
        Buffer buffer = Buffer.buffer();
        codec.encodeToWire(buffer, message);
        return buffer.getBytes();
    }

    private static List<Parcel> parcels(Random random, int count) {
        List<Parcel> parcels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ChannelName channel = new ChannelName("chat:" + random.nextInt(100));
            BusMessage message = switch (random.nextInt(4)) {
                case 0 -> new BusMessage.Hint(channel, EPOCH, random.nextLong(1L << 50));
                case 1 ->
                    new BusMessage.Heads(
                            List.of(new BusMessage.Head(random.nextInt(64), EPOCH, random.nextLong(1L << 50))));
                case 2 -> new BusMessage.Volatile(channel, publication(random, 0), "s", random.nextLong(1L << 50));
                default ->
                    new BusMessage.Batch(
                            random.nextInt(64),
                            EPOCH,
                            random.nextLong(1L << 50),
                            List.of(
                                    new BusMessage.Item(channel, EPOCH, publication(random, 1)),
                                    new BusMessage.Item(channel, Epoch.draw(random), publication(random, 2))));
            };
            parcels.add(new Parcel(message));
        }
        return parcels;
    }

    private static Publication publication(Random random, long offset) {
        Change change = List.of(Change.NONE, Change.PUT, Change.DELETE).get(random.nextInt(3));
        return new Publication(
                offset,
                "message",
                change == Change.NONE && random.nextBoolean() ? null : "schlüssel",
                JsonText.of("{\"n\":" + random.nextInt(1_000) + ",\"text\":\"ä😀\"}"),
                random.nextLong(1L << 45),
                random.nextBoolean() ? null : new Actor("anna", random.nextBoolean() ? null : "Anna"),
                change);
    }
}
