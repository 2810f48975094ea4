package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import dev.tidings.model.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packets of the protocol's page, and everything that is none. */
class PacketReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "0|CONNECT|/|-1|0|",
                "0{\"token\":\"123\"}|CONNECT|/|-1|0|{\"token\":\"123\"}",
                "0/,|CONNECT|/|-1|0|",
                "0/custom|CONNECT|/custom|-1|0|",
                "0/custom,|CONNECT|/custom|-1|0|",
                "0/custom,{\"a\":[1]}|CONNECT|/custom|-1|0|{\"a\":[1]}",
                "1|DISCONNECT|/|-1|0|",
                "1/admin,|DISCONNECT|/admin|-1|0|",
                "2[\"foo\"]|EVENT|/|-1|0|[\"foo\"]",
                "212[\"foo\"]|EVENT|/|12|0|[\"foo\"]",
                "20[\"foo\"]|EVENT|/|0|0|[\"foo\"]",
                "2999999999999999[\"foo\"]|EVENT|/|999999999999999|0|[\"foo\"]",
                "2/admin,[\"bar\", 1 ]|EVENT|/admin|-1|0|[\"bar\",1]",
                "2/admin,7[\"bar\"]|EVENT|/admin|7|0|[\"bar\"]",
                "313[\"bar\"]|ACK|/|13|0|[\"bar\"]",
                "3/admin,13[]|ACK|/admin|13|0|[]",
                "51-[\"baz\",{\"_placeholder\":true,\"num\":0}]|BINARY_EVENT|/|-1|1|"
                        + "[\"baz\",{\"_placeholder\":true,\"num\":0}]",
                "510-/admin,5[\"baz\"]|BINARY_EVENT|/admin|5|10|[\"baz\"]",
                "61-/admin,15[{\"_placeholder\":true,\"num\":0}]|BINARY_ACK|/admin|15|1|"
                        + "[{\"_placeholder\":true,\"num\":0}]",
            })
    void readsEveryKindOfPacket(String text, PacketType type, String namespace, long id, int attachments, String data) {
        assertThat(read(text))
                .isEqualTo(new Packet(
                        type, namespace, id, attachments, data == null ? null : JsonText.trusted(bytes(data))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing to go by
                "abc", // no such type
                "7", // a type of another version
                "/",
                "-1",
                "0[1]", // a handshake is an object: an array would have no members to look for a token in
                "0\"text\"",
                "0true",
                "012{}", // nobody answers a CONNECT
                "1{}",
                "12",
                "2", // an event without a name
                "2{}",
                "2\"foo\"",
                "2abc[\"foo\"]", // an id that is none: its answer would go nowhere
                "2-1[\"foo\"]",
                "201[\"foo\"]", // two ways to write one id
                "21000000000000000[\"foo\"]", // above 2^53 a client in JavaScript finds another id in the answer
                "2[\"foo\"",
                "2[\"foo\"]x",
                "2[\"foo\"][\"bar\"]", // what follows would be read by nobody
                "2/adm in,[\"foo\"]",
                "2/é,[\"foo\"]",
                "3[\"foo\"]", // an answer to nothing
                "35{}",
                "4{\"message\":\"no\"}", // only servers refuse connections
                "5[\"foo\"]", // binary, and nothing follows
                "50-[\"foo\"]",
                "501-[\"foo\"]",
                "5-[\"foo\"]",
                "51[\"foo\"]",
                "511-[\"foo\"]", // more attachments than may be held
                "5999999999999-[\"foo\"]",
                "51-{}",
                "61-[1]",
                "2[\"foo\",{\"a\":1,\"a\":2}]", // of two values each reader takes another
            })
    void refusesWhatIsNoPacket(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(HubException.class);
    }

    /** A name is kept for each connection and said back: a client could have the hub hold what it likes. */
    @Test
    void boundsTheLengthOfANamespace() {
        String longest = "/" + "n".repeat(PacketReader.MAX_NAMESPACE_LENGTH - 1);
        assertThat(read("0" + longest).namespace()).isEqualTo(longest);
        assertThatThrownBy(() -> read("0" + longest + "n")).hasMessageContaining("128");
    }

    /** Each level of nesting is a level of somebody's stack. */
    @Test
    void boundsTheDepthOfData() {
        assertThatThrownBy(() -> read("2[\"a\"," + "[".repeat(1_000) + "]".repeat(1_000) + "]"))
                .isInstanceOf(HubException.class);
    }

    /** An exception that is none of ours would take the connection's loop with it. */
    @Test
    void refusesMutatedPacketsInOrder() {
        long seed = Seeded.seed(PacketReaderTest.class);
        Random random = new Random(seed);
        List<String> seeds = List.of(
                "0{\"token\":\"123\"}",
                "2/admin,7[\"bar\",{\"a\":[1,2.5e3,\"ä\\u0041\"]}]",
                "52-/a,9[\"baz\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] text = bytes(seeds.get(random.nextInt(seeds.size())));
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            try {
                Packet packet = PacketReader.read(text);
                assertThat(packet.attachments()).as("seed " + seed).isBetween(0, PacketReader.MAX_ATTACHMENTS);
            } catch (HubException e) {
                refused++;
            }
        }
        assertThat(refused).as("seed " + seed).isGreaterThan(10_000);
    }

    private static Packet read(String text) {
        return PacketReader.read(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
