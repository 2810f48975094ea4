/**
 * Socket.IO (protocol v5) at {@code /realtime}, on Engine.IO: contract §8 for the stock client, with its connection state
 * recovery from the log.
 */
@NullMarked
package dev.tidings.socket.socketio;

import org.jspecify.annotations.NullMarked;
