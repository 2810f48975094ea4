/** What every bridge shares at the border between the hub and the network. */
@NullMarked
package dev.tidings.edge;

import org.jspecify.annotations.NullMarked;
