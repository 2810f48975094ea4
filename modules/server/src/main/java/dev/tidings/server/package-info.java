/** The command line, the configuration, and putting a node together. */
@NullMarked
package dev.tidings.server;

import org.jspecify.annotations.NullMarked;
