package dev.tidings.hub.peers;

import dev.tidings.hub.Pipe;
import dev.tidings.hub.PipePacket;
import dev.tidings.hub.peers.WireReader.Malformed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packets of pipes as bytes. Pure. Each has its length before it, so that a later version may add fields at its end. */
final class PipeFormat {

    private static final int TO_OPENER = 1;
    private static final int ENDS = 2;

    /** By the number that stands for each on the wire. */
    private static final List<Pipe.Cause> CAUSES = List.of(
            Pipe.Cause.CLOSED,
            Pipe.Cause.NODE_LEFT,
            Pipe.Cause.LOST,
            Pipe.Cause.TIMED_OUT,
            Pipe.Cause.OVERFLOW,
            Pipe.Cause.FAILED);

    private PipeFormat() {}

    static void write(WireWriter out, List<PipePacket> packets) {
        for (PipePacket packet : packets) {
            int start = out.begin();
            Pipe.End end = packet.end();
            out.u8((packet.toOpener() ? TO_OPENER : 0) | (end == null ? 0 : ENDS))
                    .i64(packet.pipe())
                    .i64(packet.number())
                    .i64(packet.taken())
                    .i32(packet.messages().size());
            packet.messages().forEach(out::bytes);
            if (end != null) {
                out.u8(CAUSES.indexOf(end.cause())).bytes(end.reason());
            }
            out.end(start);
        }
    }

    /** @throws Malformed when the bytes don't fit */
    static List<PipePacket> read(WireReader in) {
        List<PipePacket> packets = new ArrayList<>(1);
        while (in.hasMore()) {
            packets.add(packet(in.part()));
        }
        return packets;
    }

    private static PipePacket packet(WireReader in) {
        int flags = in.u8();
        long pipe = in.i64();
        long number = in.i64();
        long taken = in.i64();
        int count = in.count(Integer.BYTES);
        List<byte[]> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(in.bytes());
        }
        return new PipePacket(pipe, (flags & TO_OPENER) != 0, number, taken, messages, end(flags, in));
    }

    private static Pipe.@Nullable End end(int flags, WireReader in) {
        if ((flags & ENDS) == 0) {
            return null;
        }
        int cause = in.u8();
        byte[] reason = in.bytes();
        return new Pipe.End(cause < CAUSES.size() ? CAUSES.get(cause) : Pipe.Cause.FAILED, reason);
    }
}
