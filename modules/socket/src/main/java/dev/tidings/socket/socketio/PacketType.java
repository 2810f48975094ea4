package dev.tidings.socket.socketio;

import org.jspecify.annotations.Nullable;

/** What a Socket.IO packet is (protocol v5). Immutable. */
enum PacketType {
    CONNECT('0'),
    DISCONNECT('1'),
    EVENT('2'),
    ACK('3'),
    CONNECT_ERROR('4'),
    BINARY_EVENT('5'),
    BINARY_ACK('6');

    private final char digit;

    PacketType(char digit) {
        this.digit = digit;
    }

    /** The digit that stands first in the packet. */
    char digit() {
        return digit;
    }

    /** Whether attachments follow. */
    boolean isBinary() {
        return this == BINARY_EVENT || this == BINARY_ACK;
    }

    /** Whether somebody emitted something. */
    boolean isEvent() {
        return this == EVENT || this == BINARY_EVENT;
    }

    /** The type with that digit, or null. */
    static @Nullable PacketType of(int digit) {
        return switch (digit) {
            case '0' -> CONNECT;
            case '1' -> DISCONNECT;
            case '2' -> EVENT;
            case '3' -> ACK;
            case '4' -> CONNECT_ERROR;
            case '5' -> BINARY_EVENT;
            case '6' -> BINARY_ACK;
            default -> null;
        };
    }
}
