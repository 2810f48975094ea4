/** The log: its interface, an in-memory reference, and (among the tests) the contract that every store passes. */
@NullMarked
package dev.tidings.log;

import org.jspecify.annotations.NullMarked;
