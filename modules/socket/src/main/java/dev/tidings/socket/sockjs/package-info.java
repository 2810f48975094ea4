/** SockJS (protocol 0.3.3) for whatever is said over a {@link dev.tidings.socket.Line}: contract §7. */
@NullMarked
package dev.tidings.socket.sockjs;

import org.jspecify.annotations.NullMarked;
