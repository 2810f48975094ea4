/** HTTP requests become reads and writes. */
@NullMarked
package dev.tidings.api;

import org.jspecify.annotations.NullMarked;
