package dev.tidings.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What people would use instead of the hub, as the least server that numbers what it is sent and passes it on to whoever
 * subscribed: it keeps nothing.
 */
enum Rival implements Wires.Kind {
    SOCKET_IO("real Socket.IO") {
        @Override
        public Wires wires(String channel, int payloadBytes) {
            MessageScanner messages =
                    new MessageScanner(Payload.Form.PLAIN, "[\"" + LoadRun.EVENT + "\",", ",", payloadBytes);
            return resumeFrom -> new SocketIoWire(messages, "/socket.io/", channel, resumeFrom);
        }

        @Override
        List<String> command(List<String> jvmFlags, int port) {
            return List.of("node", SCRIPT.toString(), Integer.toString(port));
        }
    },
    BRIDGE("stock bridge") {
        @Override
        public Wires wires(String channel, int payloadBytes) {
            MessageScanner messages =
                    new MessageScanner(Payload.Form.QUOTED, "\"body\":{\"offset\":", ",\"data\":", payloadBytes);
            return resumeFrom -> new SockJsWire(
                    messages, StockBridge.PREFIX, SockJsWire.register(StockBridge.ADDRESS + channel, resumeFrom));
        }

        @Override
        List<String> command(List<String> jvmFlags, int port) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmFlags);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), StockBridge.class.getName()));
            command.add(Integer.toString(port));
            return command;
        }
    };

    private static final Path SCRIPT = Path.of("modules/bench/npm/socketio.js");

    private final String title;

    Rival(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    /** What starts it. */
    abstract List<String> command(List<String> jvmFlags, int port);
}
