package dev.tidings.socket.socketio;

import org.jspecify.annotations.Nullable;

/** What a Socket.IO packet is (protocol v5), in the order of its digits. Immutable. */
enum PacketType {
    CONNECT,
    DISCONNECT,
    EVENT,
    ACK,
    CONNECT_ERROR,
    BINARY_EVENT,
    BINARY_ACK;

    private static final PacketType[] ALL = values();

    /** The digit that stands first in the packet. */
    char digit() {
        return (char) ('0' + ordinal());
    }

    /** Whether attachments follow. */
    boolean isBinary() {
        return this == BINARY_EVENT || this == BINARY_ACK;
    }

    /** Whether it is an answer to an event. */
    boolean isAnswer() {
        return this == ACK || this == BINARY_ACK;
    }

    /** The type with that digit, or null. */
    static @Nullable PacketType of(int digit) {
        int place = digit - '0';
        return place >= 0 && place < ALL.length ? ALL[place] : null;
    }
}
