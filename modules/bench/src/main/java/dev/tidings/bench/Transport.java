package dev.tidings.bench;

/** How the load generator's subscribers listen to the hub. */
enum Transport implements Wires.Kind {
    SSE("SSE") {
        @Override
        public Wires wires(String channel, int payloadBytes) {
            FrameScanner frames = new FrameScanner(LoadRun.EVENT, payloadBytes);
            return resumeFrom -> new EventStreamWire(frames, channel, resumeFrom);
        }
    },
    WS("WebSocket") {
        @Override
        public Wires wires(String channel, int payloadBytes) {
            SocketScanner lines = new SocketScanner(channel, LoadRun.EVENT, payloadBytes);
            return resumeFrom -> new SocketWire(lines, channel, resumeFrom);
        }
    },
    SOCKJS("SockJS") {
        @Override
        public Wires wires(String channel, int payloadBytes) {
            MessageScanner messages = ofHub(Payload.Form.QUOTED, channel, payloadBytes);
            return resumeFrom -> new SockJsWire(messages, "/sockjs", SockJsWire.subscribe(channel, resumeFrom));
        }
    },
    SIO("Socket.IO") {
        @Override
        public Wires wires(String channel, int payloadBytes) {
            MessageScanner messages = ofHub(Payload.Form.PLAIN, channel, payloadBytes);
            return resumeFrom -> new SocketIoWire(messages, "/realtime/", channel, resumeFrom);
        }
    },
    BUS("event bus") {
        @Override
        public Wires wires(String channel, int payloadBytes) {
            MessageScanner messages = ofHub(Payload.Form.QUOTED, channel, payloadBytes);
            return resumeFrom -> new SockJsWire(
                    messages, "/eventbus", SockJsWire.register("tidings.channel." + channel, resumeFrom));
        }
    };

    private final String title;

    Transport(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    /** Whether it is carried by WebSockets. */
    boolean isOfSockets() {
        return this != SSE;
    }

    private static MessageScanner ofHub(Payload.Form form, String channel, int payloadBytes) {
        return new MessageScanner(
                form,
                "\"channel\":\"" + channel + "\",\"offset\":",
                ",\"event\":\"" + LoadRun.EVENT + "\",\"data\":",
                payloadBytes);
    }
}
