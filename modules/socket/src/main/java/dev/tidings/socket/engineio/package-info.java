/** Engine.IO, revision 4: one session over HTTP long polling or a WebSocket, and from the one to the other. */
@NullMarked
package dev.tidings.socket.engineio;

import org.jspecify.annotations.NullMarked;
