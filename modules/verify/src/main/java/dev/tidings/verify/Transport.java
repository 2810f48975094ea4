package dev.tidings.verify;

import java.util.Arrays;
import java.util.List;

/** How a reader of a run is served; each is a share of thirty readers in the {@link Crowd}. */
public enum Transport {
    /** Event streams: of named changes, of several channels, of whole payloads. */
    SSE,
    /** WebSockets. */
    WS,
    /** Long polls, of publications and of whole payloads. */
    LONGPOLL,
    /** Polls that are answered at once. */
    POLL,
    /** Clients that go from one to the other with one position. */
    HOP;

    /** The kind of each of thirty readers. */
    private static final List<Transport> THIRTY = Arrays.asList(
            SSE, SSE, SSE, SSE, SSE, WS, WS, WS, WS, WS, HOP, HOP, HOP, HOP, SSE, SSE, SSE, SSE, SSE, SSE, SSE,
            LONGPOLL, LONGPOLL, LONGPOLL, LONGPOLL, POLL, LONGPOLL, LONGPOLL, SSE, SSE);

    static Transport ofPart(int part) {
        return THIRTY.get(part);
    }

    static int parts() {
        return THIRTY.size();
    }
}
