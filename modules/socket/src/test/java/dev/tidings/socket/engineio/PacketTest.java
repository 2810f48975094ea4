package dev.tidings.socket.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Seeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets and payloads as text, both ways. */
class PacketTest {

    private static final int ROUNDS = 5_000;

    private static List<Packet> read(byte[] payload) {
        List<Packet> packets = new ArrayList<>();
        for (PayloadReader reader = new PayloadReader(payload); reader.hasNext(); ) {
            packets.add(reader.next());
        }
        return packets;
    }

    private static byte[] written(List<Packet> packets) {
        Payload payload = new Payload(16);
        for (Packet packet : packets) {
            payload.add(
                    packet.binary()
                            ? Outgoing.bytes(packet.data())
                            : new Outgoing(false, new byte[] {packet.type().digit()}, packet.data()));
        }
        return payload.toBytes();
    }

    @ParameterizedTest
    @CsvSource({
        "0{},OPEN,{}",
        "1,CLOSE,''",
        "2,PING,''",
        "2probe,PING,probe",
        "3probe,PONG,probe",
        "4,MESSAGE,''",
        "4hello,MESSAGE,hello",
        "4€,MESSAGE,€",
        "44,MESSAGE,4",
        "4b,MESSAGE,b",
        "5,UPGRADE,''",
        "6,NOOP,''"
    })
    void aTextPacketIsItsTypeAndItsData(String text, Packet.Type type, String data) {
        byte[] bytes = text.getBytes(UTF_8);
        Packet packet = Packet.parse(bytes, 0, bytes.length);
        assertThat(packet.type()).isEqualTo(type);
        assertThat(packet.binary()).isFalse();
        assertThat(new String(packet.data(), UTF_8)).isEqualTo(data);
        assertThat(written(List.of(packet))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"b,''", "bAQIDBA==,1 2 3 4", "b/+8=,-1 -17", "bAQ,1"})
    void aMessageOfBytesIsInBase64(String text, String bytes) {
        byte[] payload = text.getBytes(UTF_8);
        Packet packet = Packet.parse(payload, 0, payload.length);
        assertThat(packet.type()).isEqualTo(Packet.Type.MESSAGE);
        assertThat(packet.binary()).isTrue();
        List<String> read = new ArrayList<>();
        for (byte each : packet.data()) {
            read.add(Byte.toString(each));
        }
        assertThat(String.join(" ", read)).isEqualTo(bytes);
    }

    @Test
    void whatWasWrittenIsRead() {
        long seed = Seeded.seed(PacketTest.class);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<Packet> packets = new ArrayList<>();
            for (int count = 1 + random.nextInt(5); count > 0; count--) {
                packets.add(packet(random));
            }
            List<Packet> read = read(written(packets));
            assertThat(read).as("seed " + seed).hasSameSizeAs(packets);
            for (int i = 0; i < read.size(); i++) {
                assertThat(read.get(i).type())
                        .as("seed " + seed)
                        .isEqualTo(packets.get(i).type());
                assertThat(read.get(i).binary())
                        .as("seed " + seed)
                        .isEqualTo(packets.get(i).binary());
                assertThat(read.get(i).data())
                        .as("seed " + seed)
                        .isEqualTo(packets.get(i).data());
            }
        }
    }

    @Test
    void aPacketInPartsIsWrittenAsOne() {
        Payload payload = new Payload(4);
        payload.add(Outgoing.text("[1".getBytes(UTF_8), ",2".getBytes(UTF_8), "]".getBytes(UTF_8)));
        payload.add(Outgoing.of(Packet.Type.NOOP));
        assertThat(new String(payload.toBytes(), UTF_8)).isEqualTo("4[1,2]\u001e6");
        assertThat(payload.length()).isEqualTo(8);
    }

    @Test
    void takesBytesInLinesAsTheStockClientForJavaSendsThem() {
        byte[] lines = "bAQID\r\nBA==\n".getBytes(UTF_8);
        assertThat(Packet.parse(lines, 0, lines.length).data()).containsExactly(1, 2, 3, 4);
    }

    /** An empty packet has no type; another type or base64 that is none would be taken for something that was never sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "7",
                "9x",
                "-1",
                "\u0000",
                "\u001e",
                "4a\u001e",
                "\u001e4a",
                "4a\u001e\u001e4b",
                "b!",
                "bAQIDBA==x",
                "bAQI DBA==",
                "b=",
                "bA",
                "B",
                "€"
            })
    void whatIsNoPacketIsRefused(String text) {
        assertThatThrownBy(() -> read(text.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED));
    }

    /** Broken text would reach a parser, a log or another client as something that it never was. */
    @Test
    void aPayloadThatIsNotUtf8IsRefusedBeforeAnyOfItIsTaken() {
        assertThatThrownBy(() -> new PayloadReader(new byte[] {'4', 'a', 0x1e, '4', (byte) 0xc3}))
                .isInstanceOf(HubException.class);
        assertThatThrownBy(() -> new PayloadReader(new byte[] {'4', (byte) 0xed, (byte) 0xa0, (byte) 0x80}))
                .isInstanceOf(HubException.class);
    }

    /** A body may be a million separators: that is no million packets, and no million objects. */
    @Test
    void aBodyOfSeparatorsEndsAtTheFirst() {
        byte[] separators = new byte[1_000_000];
        Arrays.fill(separators, PayloadReader.SEPARATOR);
        PayloadReader reader = new PayloadReader(separators);
        assertThatThrownBy(reader::next).isInstanceOf(HubException.class);
    }

    @Test
    void neverFailsOtherwiseThanInWords() {
        long seed = Seeded.seed(PacketTest.class);
        Random random = new Random(seed);
        byte[] alphabet = {'0', '1', '2', '3', '4', '5', '6', '7', 'b', '=', 'A', 'Q', 0x1e, 0, (byte) 0xc3, (byte) 0xa4
        };
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = new byte[random.nextInt(24)];
            for (int i = 0; i < body.length; i++) {
                body[i] = random.nextInt(20) == 0 ? (byte) random.nextInt() : alphabet[random.nextInt(alphabet.length)];
            }
            try {
                read(body);
            } catch (HubException e) {
                refused++;
            }
        }
        assertThat(refused).as("seed " + seed).isBetween(1, ROUNDS - 1);
    }

    @Test
    void nothingIsReadBehindTheEnd() {
        PayloadReader reader = new PayloadReader("6".getBytes(UTF_8));
        assertThat(reader.hasBegun()).isFalse();
        reader.next();
        assertThat(reader.hasBegun()).isTrue();
        assertThat(reader.hasNext()).isFalse();
        assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
    }

    private static Packet packet(Random random) {
        byte[] data = new byte[random.nextInt(3) == 0 ? random.nextInt(400) : random.nextInt(8)];
        if (random.nextBoolean()) {
            random.nextBytes(data);
            return Packet.binary(data);
        }
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (0x20 + random.nextInt(0x5f));
        }
        Packet.Type[] types = Packet.Type.values();
        return new Packet(types[random.nextInt(types.length)], false, data);
    }
}
