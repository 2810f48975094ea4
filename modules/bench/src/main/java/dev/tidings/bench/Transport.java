package dev.tidings.bench;

/** How the load generator's subscribers listen. */
enum Transport {
    SSE("SSE"),
    WS("WebSocket");

    private final String title;

    Transport(String title) {
        this.title = title;
    }

    /** Its name for people. */
    String title() {
        return title;
    }
}
