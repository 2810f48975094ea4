package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.socket.SocketSettings;
import dev.tidings.socket.engineio.EngineSettings;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the protocol's own test suite asks of a server (contract §13), case by case, on the wire. */
class ConformanceTest {

    private final RealtimeNode node = node(60_000, EngineSettings.DEFAULT);

    /** One that gives clients so long to ask for a namespace. */
    private static RealtimeNode node(int connectMillis, EngineSettings engine) {
        SocketIoSettings d = SocketIoSettings.CONFORMANCE;
        return new RealtimeNode(
                new SocketIoSettings(connectMillis, d.maxAttachmentBytes(), d.mapped(), d.isConformance()),
                engine,
                SocketSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"token\":\"123\"}"})
    void allowsConnectionsToTheMainNamespace(String auth) {
        try (RealtimeWire client = node.connected(auth)) {
            assertThat(client.packet()).matches("0\\{\"sid\":\"[\\w-]+\"}");
            assertThat(client.packet()).isEqualTo("2[\"auth\"," + (auth.isEmpty() ? "{}" : auth) + "]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"token\":\"abc\"}"})
    void allowsConnectionsToACustomNamespace(String auth) {
        try (RealtimeWire client = node.connected("/custom," + auth)) {
            assertThat(client.packet()).matches("0/custom,\\{\"sid\":\"[\\w-]+\"}");
            assertThat(client.packet()).isEqualTo("2/custom,[\"auth\"," + (auth.isEmpty() ? "{}" : auth) + "]");
        }
    }

    @Test
    void disallowsConnectionsToAnUnknownNamespace() {
        try (RealtimeWire client = node.connected("/random")) {
            assertThat(client.packet()).isEqualTo("4/random,{\"message\":\"Invalid namespace\"}");
        }
    }

    @Test
    void disallowsConnectionsWithAnInvalidHandshake() {
        try (RealtimeWire client = node.open()) {
            client.send("abc");
            assertThat(client.wire().closeCode()).isPositive();
        }
    }

    @Test
    void closesAConnectionThatAsksForNothing() {
        try (RealtimeNode hasty = hasty();
                RealtimeWire client = hasty.open()) {
            assertThat(client.wire().closeCode()).isPositive();
        }
    }

    /** The line is Engine.IO's, and goes on: the suite waits for its ping. */
    @Test
    void disconnectsFromTheMainNamespace() {
        EngineSettings often = new EngineSettings(300, 60_000, 1_000_000, 60_000, 60_000, 1_000);
        try (RealtimeNode pinging = node(60_000, often);
                RealtimeWire client = greeted(pinging)) {
            client.send("1");
            assertThat(client.wire().message()).isEqualTo("2");
            client.wire().text("3");
            client.send("0");
            assertThat(client.packet()).startsWith("0{");
            assertThat(client.packet()).isEqualTo("2[\"auth\",{}]");
        }
    }

    @Test
    void closesAConnectionThatIsInNoNamespaceAnyMore() {
        try (RealtimeNode hasty = hasty();
                RealtimeWire client = greetedInTime(hasty)) {
            client.send("1");
            assertThat(client.wire().closeCode()).isPositive();
        }
    }

    @Test
    void goesOnInOneNamespaceWhenAnotherIsLeft() {
        try (RealtimeWire client = greeted()) {
            client.send("0/custom");
            client.packet();
            client.packet();
            client.send("1/custom");
            client.send("2[\"message\",\"message to main namespace\"]");
            assertThat(client.packet()).isEqualTo("2[\"message-back\",\"message to main namespace\"]");
        }
    }

    @Test
    void sendsPlainTextBackAndAcknowledges() {
        try (RealtimeWire client = greeted()) {
            client.send("2[\"message\",1,\"2\",{\"3\":[true]}]");
            assertThat(client.packet()).isEqualTo("2[\"message-back\",1,\"2\",{\"3\":[true]}]");
            client.send("2456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
            assertThat(client.packet()).isEqualTo("3456[1,\"2\",{\"3\":[false]}]");
        }
    }

    @Test
    void sendsAttachmentsBackAndAcknowledgesThem() {
        String two = "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
        try (RealtimeWire client = greeted()) {
            for (String[] pair : new String[][] {
                {"52-[\"message\"," + two, "52-[\"message-back\"," + two},
                {"52-789[\"message-with-ack\"," + two, "62-789[" + two}
            }) {
                client.send(pair[0]);
                client.attach(new byte[] {1, 2, 3});
                client.attach(new byte[] {4, 5, 6});
                assertThat(client.packet()).isEqualTo(pair[1]);
                assertThat(client.attachment()).containsExactly(1, 2, 3);
                assertThat(client.attachment()).containsExactly(4, 5, 6);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "2{}",
                "2abc[\"message-with-ack\",1,\"2\",{\"3\":[false]}]",
                "0", // connected already
                "2/custom,[\"message\"]", // where it is not
                "511-[\"message\"]", // more attachments than may be held
            })
    void closesUponAnInvalidFormat(String packet) {
        try (RealtimeWire client = greeted()) {
            client.send(packet);
            assertThat(client.wire().closeCode()).isPositive();
        }
    }

    /** Else each of them would be held until the last has come, which may be never. */
    @Test
    void boundsAttachmentsTogether() {
        try (RealtimeWire client = greeted()) {
            client.send("52-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            client.attach(new byte[600_000]);
            client.attach(new byte[600_000]);
            assertThat(client.wire().closeCode()).isPositive();
        }
    }

    /** One that asked before its second was over, which on a slow machine not each does. */
    private static RealtimeWire greetedInTime(RealtimeNode hasty) {
        List<RealtimeWire> clients = new ArrayList<>();
        Awaitility.await().ignoreExceptions().untilAsserted(() -> clients.add(greeted(hasty)));
        return clients.get(0);
    }

    private static RealtimeNode hasty() {
        return node(SocketIoSettings.CONFORMANCE.connectMillis(), EngineSettings.DEFAULT);
    }

    private RealtimeWire greeted() {
        return greeted(node);
    }

    private static RealtimeWire greeted(RealtimeNode at) {
        RealtimeWire client = at.connected("");
        client.packet();
        client.packet();
        return client;
    }
}
