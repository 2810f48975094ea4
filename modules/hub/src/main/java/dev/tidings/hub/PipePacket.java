package dev.tidings.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one end of a pipe sends to the other in one turn of its loop. Immutable: nobody writes to the arrays.
 *
 * @param pipe the number that the opening node gave the pipe; never used again in the same start
 * @param toOpener whether it is for the end that opened the pipe
 * @param number counts an end's packets, from 1; {@link #UNKNOWN} says that the sender has no such pipe
 * @param taken how much of what the other end ever sent was given to the receiver
 * @param messages in order
 * @param end that the pipe ends after them; null = it does not
 */
public record PipePacket(
        long pipe, boolean toOpener, long number, long taken, List<byte[]> messages, Pipe.@Nullable End end) {

    /** What a message counts beyond its bytes, so that empty ones are not free. */
    static final int MESSAGE_COST = 16;

    private static final int PACKET_COST = 64;

    /** The number of a packet that belongs to no pipe. */
    public static final long UNKNOWN = 0;

    /** Says that there is no such pipe. */
    static PipePacket unknown(long pipe, boolean toOpener) {
        return new PipePacket(pipe, toOpener, UNKNOWN, 0, List.of(), Pipe.End.of(Pipe.Cause.LOST));
    }

    /** About how many bytes it is. */
    public long bytes() {
        long sum = PACKET_COST;
        for (int i = 0; i < messages.size(); i++) {
            sum += cost(messages.get(i));
        }
        return sum;
    }

    /** What a message takes of the credit. */
    static long cost(byte[] message) {
        return (long) message.length + MESSAGE_COST;
    }
}
