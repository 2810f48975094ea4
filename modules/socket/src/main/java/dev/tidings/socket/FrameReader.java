package dev.tidings.socket;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of a client, strictly (RFC 6455 §5, §7.4, §8.1): whatever they may not be is a fault with the code of
 * its close. Owned by its connection's event loop. Bytes may be cut anywhere. Between messages it holds no buffer; a buffer
 * grows with the bytes that came, never with a length that was only announced.
 */
final class FrameReader {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int MAX_CONTROL_BYTES = 125;
    private static final int MASK_BYTES = 4;
    private static final byte[] EMPTY = {};

    private final FrameLimits limits;
    private final Sink sink;

    private Part part = Part.OPCODE;
    private boolean last;
    private int opcode;
    private int sizeBytes;
    private int bytesLeft;
    private long length;
    private int mask;
    /** How many bytes of the frame's payload were read. */
    private int done;

    private byte @Nullable [] control;

    /** The kind of the message that is being put together; 0 = none. */
    private int kind;

    private int fragments;
    private byte @Nullable [] message;
    private int messageBytes;
    private int utf8;

    /** What is read next. */
    private enum Part {
        OPCODE,
        SIZE,
        LONG_SIZE,
        MASK,
        PAYLOAD,
        NOTHING
    }

    /** What happens with what was read; after {@code closed} and {@code fault} nothing else comes. */
    interface Sink {
        /** A whole message; the array is the sink's. */
        void message(boolean text, byte[] payload);

        /** A ping, to be answered with the same bytes. */
        void ping(byte[] payload);

        /** The client ends in good order, with this code or {@link Close#NONE}. */
        void closed(int code);

        /** The client did what it may not. */
        void fault(int code, String reason);
    }

    FrameReader(FrameLimits limits, Sink sink) {
        this.limits = limits;
        this.sink = sink;
    }

    /** Reads all bytes; what follows an end is skipped. */
    void read(ByteBuf in) {
        while (part != Part.NOTHING && in.isReadable()) {
            switch (part) {
                case OPCODE -> opcode(in.readByte());
                case SIZE -> size(in.readByte());
                case LONG_SIZE -> longSize(in.readUnsignedByte());
                case MASK -> mask(in.readUnsignedByte());
                case PAYLOAD -> payload(in);
                case NOTHING -> throw new IllegalStateException("has ended");
            }
        }
    }

    /** Takes no more; what it holds is forgotten. */
    void end() {
        part = Part.NOTHING;
        control = null;
        message = null;
    }

    private void opcode(byte first) {
        last = (first & FIN) != 0;
        opcode = first & 0x0f;
        String fault = null;
        if ((first & RESERVED) != 0) {
            fault = "a reserved bit is set";
        } else if (opcode >= CLOSE) {
            fault = opcode > PONG ? "a reserved opcode" : last ? null : "a fragmented control frame";
        } else if (opcode > BINARY) {
            fault = "a reserved opcode";
        } else if (opcode == CONTINUATION) {
            fault = kind == 0 ? "a continuation of nothing" : null;
        } else if (kind != 0) {
            fault = "a message within a message";
        }
        if (fault != null) {
            fault(Close.PROTOCOL_ERROR, fault);
        } else if (opcode == BINARY && !limits.binary()) {
            fault(Close.UNSUPPORTED, "only text is understood");
        } else if (opcode < CLOSE && ++fragments > limits.maxFragments()) {
            fault(Close.TOO_BIG, "more than " + limits.maxFragments() + " fragments");
        } else {
            part = Part.SIZE;
        }
    }

    private void size(byte second) {
        int size = second & 0x7f;
        if ((second & MASKED) == 0) {
            fault(Close.PROTOCOL_ERROR, "a frame without a mask");
        } else if (opcode >= CLOSE && size > MAX_CONTROL_BYTES) {
            fault(Close.PROTOCOL_ERROR, "a control frame of more than 125 bytes");
        } else if (size < TWO_BYTES) {
            sized(size);
        } else {
            part = Part.LONG_SIZE;
            sizeBytes = size == TWO_BYTES ? 2 : 8;
            bytesLeft = sizeBytes;
            length = 0;
        }
    }

    private void longSize(int next) {
        if (bytesLeft == 8 && next > 0x7f) {
            fault(Close.PROTOCOL_ERROR, "a length of more than 63 bits");
            return;
        }
        length = length << 8 | next;
        if (--bytesLeft > 0) {
            return;
        }
        if (length < (sizeBytes == 2 ? TWO_BYTES : 1 << 16)) {
            fault(Close.PROTOCOL_ERROR, "a length in more bytes than it needs");
        } else {
            sized(length);
        }
    }

    private void sized(long size) {
        length = size;
        if (opcode < CLOSE && size > limits.maxFrameBytes()) {
            fault(Close.TOO_BIG, "a frame of more than " + limits.maxFrameBytes() + " bytes");
        } else if (opcode < CLOSE && messageBytes + size > limits.maxMessageBytes()) {
            fault(Close.TOO_BIG, "a message of more than " + limits.maxMessageBytes() + " bytes");
        } else {
            part = Part.MASK;
            bytesLeft = MASK_BYTES;
        }
    }

    private void mask(int next) {
        mask = mask << 8 | next;
        if (--bytesLeft > 0) {
            return;
        }
        done = 0;
        part = Part.PAYLOAD;
        if (opcode == TEXT || opcode == BINARY) {
            kind = opcode;
            utf8 = Utf8.WHOLE;
        }
        if (length == 0) {
            frame();
        }
    }

    private void payload(ByteBuf in) {
        int count = (int) Math.min(length - done, in.readableBytes());
        if (opcode >= CLOSE) {
            byte[] target = control == null ? new byte[(int) length] : control;
            control = target;
            take(in, target, done, count);
        } else {
            byte[] target = room(count);
            take(in, target, messageBytes, count);
            if (kind == TEXT) {
                utf8 = Utf8.next(utf8, target, messageBytes, messageBytes + count);
            }
            messageBytes += count;
        }
        done += count;
        if (kind == TEXT && utf8 == Utf8.BROKEN) {
            fault(Close.NOT_UTF8, "the text is not UTF-8");
        } else if (done == length) {
            frame();
        }
    }

    private void take(ByteBuf in, byte[] target, int at, int count) {
        in.readBytes(target, at, count);
        int rolled = Integer.rotateLeft(mask, 8 * (done & 3));
        for (int i = at; i < at + count; i++) {
            rolled = Integer.rotateLeft(rolled, 8);
            target[i] ^= (byte) rolled;
        }
    }

    /** The message's buffer with room for so many bytes more. */
    private byte[] room(int count) {
        byte[] known = message;
        int needed = messageBytes + count;
        if (known == null) {
            known = new byte[needed];
        } else if (known.length < needed) {
            known = Arrays.copyOf(known, Math.max(needed, Math.min(limits.maxMessageBytes(), 2 * known.length)));
        }
        message = known;
        return known;
    }

    /** A frame is whole. */
    private void frame() {
        part = Part.OPCODE;
        byte[] bytes = control == null ? EMPTY : control;
        control = null;
        switch (opcode) {
            case CLOSE -> close(bytes);
            case PING -> sink.ping(bytes);
            case PONG -> {
                // that bytes came is all that it says
            }
            default -> {
                if (last) {
                    message();
                }
            }
        }
    }

    private void message() {
        boolean text = kind == TEXT;
        if (text && utf8 != Utf8.WHOLE) {
            fault(Close.NOT_UTF8, "the text ends within a character");
            return;
        }
        byte[] bytes = message == null ? EMPTY : message;
        byte[] whole = bytes.length == messageBytes ? bytes : Arrays.copyOf(bytes, messageBytes);
        message = null;
        messageBytes = 0;
        fragments = 0;
        kind = 0;
        sink.message(text, whole);
    }

    private void close(byte[] payload) {
        int code = payload.length == 0 ? Close.NONE : payload.length == 1 ? 0 : Close.code(payload);
        if (payload.length > 0 && !Close.mayBeSent(code)) {
            fault(Close.PROTOCOL_ERROR, "a close code that may not be sent");
        } else if (payload.length > 2 && Utf8.next(Utf8.WHOLE, payload, 2, payload.length) != Utf8.WHOLE) {
            fault(Close.NOT_UTF8, "the reason is not UTF-8");
        } else {
            end();
            sink.closed(code);
        }
    }

    private void fault(int code, String reason) {
        end();
        sink.fault(code, reason);
    }
}
