package dev.tidings.socket.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.socket.WireClient;
import java.io.UncheckedIOException;

/** Socket.IO packets over a WebSocket, as they are on the wire; keeps what a client's library keeps. Owned by its test. */
final class RealtimeWire implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BINARY = 0x82;

    private final WireClient wire;
    private String pid = "";
    private String offset = "";

    private RealtimeWire(WireClient wire) {
        this.wire = wire;
    }

    static RealtimeWire open(int port, String... headers) {
        RealtimeWire client = new RealtimeWire(WireClient.open(port, "/realtime/?EIO=4&transport=websocket", headers));
        assertThat(client.wire.message()).startsWith("0{");
        return client;
    }

    /** Sends a packet. */
    void send(String packet) {
        wire.text("4" + packet);
    }

    /** Sends an attachment. */
    void attach(byte[] bytes) {
        wire.send(WireClient.frame(BINARY, bytes));
    }

    /** The next attachment. */
    byte[] attachment() {
        WireClient.Frame frame = wire.frame();
        assertThat(frame.opcode()).isEqualTo(2);
        return frame.payload();
    }

    /** The next packet. */
    String packet() {
        String message = wire.message();
        while (message.equals("2")) {
            wire.text("3");
            message = wire.message();
        }
        assertThat(message).startsWith("4");
        String packet = message.substring(1);
        note(packet);
        return packet;
    }

    /** The next packet, which is an event or an answer: its data. */
    JsonNode data() {
        return json(packet());
    }

    /** Sends a packet and waits for what is said next. */
    JsonNode asked(String packet) {
        send(packet);
        return data();
    }

    /** The next answer with this id; what comes before is skipped. */
    JsonNode answer(int id) {
        String head = "3" + id + "[";
        String packet = packet();
        while (!packet.startsWith(head)) {
            packet = packet();
        }
        return json(packet).get(0);
    }

    /** The next event of this name; what comes before is skipped. */
    JsonNode event(String name) {
        JsonNode data = data();
        while (!data.path(0).asText().equals(name)) {
            data = data();
        }
        return data;
    }

    /** What the library brings when it comes back. */
    String memory() {
        return "{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}";
    }

    String pid() {
        return pid;
    }

    String offset() {
        return offset;
    }

    WireClient wire() {
        return wire;
    }

    static JsonNode json(String packet) {
        int at = 0;
        while (at < packet.length() && "[{".indexOf(packet.charAt(at)) < 0) {
            at++;
        }
        try {
            return JSON.readTree(packet.substring(at));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void note(String packet) {
        if (packet.startsWith("0{")) {
            pid = json(packet).path("pid").asText();
        } else if (packet.startsWith("2")) {
            JsonNode data = json(packet);
            JsonNode last = data.get(data.size() - 1);
            offset = last.isTextual() ? last.asText() : offset;
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
