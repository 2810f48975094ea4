/** What services on the event bus import: publish, write, read and subscribe, in types. */
@NullMarked
package dev.tidings.client;

import org.jspecify.annotations.NullMarked;
