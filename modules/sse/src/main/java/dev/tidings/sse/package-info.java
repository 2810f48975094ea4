/** Subscriptions become event streams. */
@NullMarked
package dev.tidings.sse;

import org.jspecify.annotations.NullMarked;
