package dev.tidings.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a transport is on the bytes of one connection. Owned by the load loop, one a connection. */
interface Wire {

    /** Nothing to send. */
    byte[] NOTHING = new byte[0];

    /** The request that opens it. */
    byte[] request();

    /** How the answer begins when it was granted. */
    String granted();

    /** What is sent when it was granted; empty for nothing. */
    byte[] hello();

    /** What is sent when the hub asks for a sign of life. */
    byte[] alive();

    /** What is to be said to what was read last; empty for nothing. */
    default byte[] answer() {
        return NOTHING;
    }

    /**
     * Moves the content of all of {@code in} to {@code out} from {@code at} on, which has room for it.
     *
     * @return where the content ends in {@code out}
     * @throws IOException when the hub ended it
     */
    int decode(ByteBuffer in, byte[] out, int at) throws IOException;

    /**
     * Hands every whole frame of {@code text[0…end)} to {@code sink}.
     *
     * @return where the first frame that isn't whole begins
     */
    int scan(byte[] text, int end, FrameScanner.Sink sink);
}
