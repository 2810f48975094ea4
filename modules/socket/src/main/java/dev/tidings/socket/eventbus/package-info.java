/** The Vert.x event-bus bridge, as its standard client speaks it, on top of the hub's channels. */
@NullMarked
package dev.tidings.socket.eventbus;

import org.jspecify.annotations.NullMarked;
