package dev.tidings.socket.engineio;

/**
 * The answer that a request of a session still waits for, wherever the request came in. Owned by the session's event loop;
 * given exactly once, a second one does nothing.
 */
interface Answer {

    /** Answers with text; the array must not change afterwards. */
    void give(byte[] text);

    /** Answers that it is refused. */
    void refuse(EngineRefusal refusal);
}
