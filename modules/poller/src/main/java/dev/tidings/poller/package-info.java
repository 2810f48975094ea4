/** Upstream sources become publications and documents: REST URLs that are polled, and timers. */
@NullMarked
package dev.tidings.poller;

import org.jspecify.annotations.NullMarked;
