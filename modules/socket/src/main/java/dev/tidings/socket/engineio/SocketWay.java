package dev.tidings.socket.engineio;

import dev.tidings.hub.FrameBatch;
import dev.tidings.socket.Line;
import dev.tidings.socket.MessageFormat;
import dev.tidings.socket.Tail;

/** Packets over a WebSocket, one a message. Owned by its session's event loop. */
final class SocketWay implements Way {

    private final Line socket;

    SocketWay(Line socket) {
        this.socket = socket;
    }

    @Override
    public boolean isWritable() {
        return socket.isWritable();
    }

    @Override
    public boolean isWaiting() {
        return socket.isWaiting();
    }

    @Override
    public boolean hasProgressed() {
        return socket.hasProgressed();
    }

    @Override
    public boolean isReading() {
        return socket.isReading();
    }

    @Override
    public void read(boolean on) {
        socket.read(on);
    }

    @Override
    public void deliver(FrameBatch batch, MessageFormat packets) {
        socket.deliver(batch, packets);
    }

    @Override
    public void deliver(FrameBatch batch, MessageFormat packets, Tail tail) {
        socket.deliver(batch, packets, tail);
    }

    @Override
    public void send(Outgoing packet) {
        if (packet.binary()) {
            socket.writeBinary(packet.parts()[0]);
        } else {
            socket.write(packet.parts());
        }
    }

    @Override
    public void flush() {
        socket.flush();
    }

    @Override
    public boolean close(int code, String reason) {
        socket.close(code, reason);
        return true;
    }

    @Override
    public void end(Packet.Type last, int code, String reason) {
        socket.close(code, reason);
    }
}
