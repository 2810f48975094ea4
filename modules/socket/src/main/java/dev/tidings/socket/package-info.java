/** Subscriptions and commands over WebSocket, with a handshake and a frame handler of its own. */
@NullMarked
package dev.tidings.socket;

import org.jspecify.annotations.NullMarked;
