/** The event bus as internal services see it: requests with replies, and subscriptions. */
@NullMarked
package dev.tidings.server.bus;

import org.jspecify.annotations.NullMarked;
