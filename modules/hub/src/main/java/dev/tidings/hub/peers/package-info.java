/** The hub's nodes among themselves: what they publish to one another, and what they ask. */
@NullMarked
package dev.tidings.hub.peers;

import org.jspecify.annotations.NullMarked;
